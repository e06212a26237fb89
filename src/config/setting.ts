import { z } from 'zod';

export interface SettingDescription {
  /** The environment variable that holds the setting. */
  variable: string;
  /** One sentence for docs/settings.md. */
  description: string;
  /** The default in words, for a default that the schema does not hold. */
  shownDefault?: string;
}

const descriptions = z.registry<SettingDescription>();

/** Declares a setting: its schema parses the text of the environment variable, or undefined if there is none. */
export function setting<S extends z.ZodType>(
  variable: string,
  schema: S,
  description: string,
  shownDefault?: string,
): S {
  // A copy, because several settings may share a schema and the registry describes one object once.
  const own = schema.clone();
  descriptions.add(own, { variable, description, ...(shownDefault !== undefined && { shownDefault }) });
  return own;
}

/** What `setting` declared, or undefined for any other schema. */
export function describeSetting(schema: z.ZodType): SettingDescription | undefined {
  return descriptions.get(schema);
}

/** The fields of a room, which may check or transform the object that they make up. */
export function fieldsOf(room: z.ZodType): Record<string, z.ZodType> {
  const object = bare(room);
  return object instanceof z.ZodObject ? object.shape : {};
}

/** The default as one would write it in the environment; undefined if the schema has none. */
export function defaultOf(schema: z.ZodType): string | undefined {
  const input = bare(schema);
  return input instanceof z.ZodDefault ? String(input.def.defaultValue) : undefined;
}

function bare(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodPipe) return bare(schema.in as z.ZodType);
  if (schema instanceof z.ZodReadonly) return bare(schema.unwrap() as z.ZodType);
  return schema;
}
