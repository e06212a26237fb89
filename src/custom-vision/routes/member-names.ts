import { z } from 'zod';

/**
 * Gives the members of `value` the names of `schema`, whatever their case: the service takes `Url` for `url`. Of several
 * members that differ only in case, the one that is spelt as in the schema counts, or else the last. Members that the
 * schema does not name, such as the keys of metadata, stay as they are.
 */
export function withSchemaNames(schema: z.core.$ZodType, value: unknown): unknown {
  const shape = bare(schema);
  if (shape instanceof z.ZodArray && Array.isArray(value)) {
    return value.map((element) => withSchemaNames(shape.element, element));
  }
  if (!(shape instanceof z.ZodObject) || !isObject(value)) return value;
  const names = new Map(Object.keys(shape.shape).map((name) => [name.toLowerCase(), name]));
  const spelt = new Set(Object.keys(value).filter((name) => Object.hasOwn(shape.shape, name)));
  const members = Object.entries(value).flatMap(([given, member]): [string, unknown][] => {
    const name = names.get(given.toLowerCase());
    if (name === undefined) return [[given, member]];
    if (name !== given && spelt.has(name)) return [];
    return [[name, withSchemaNames(shape.shape[name], member)]];
  });
  return Object.fromEntries(members);
}

/** The schema without what surrounds it: defaults, transformations, and leave to be null or absent. */
function bare(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodPipe) return bare(schema.in);
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    return bare(schema.unwrap());
  }
  return schema;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
