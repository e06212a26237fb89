import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv, type ErrorObject } from 'ajv';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Object_ = { [key: string]: Json };

/** An operation of Custom Vision's specification with the example that it comes with. */
export interface SpecExample {
  /** `training` or `prediction`. */
  api: string;
  /** Such as `v3.3`. */
  version: string;
  operation: string;
  method: string;
  /** Template below `/customvision/{version}/{api}`. */
  path: string;
  /** Name and place of each parameter. */
  places: { name: string; in: string }[];
  /** As the example gives them. */
  parameters: Object_;
  responses: Record<string, { body?: Json }>;
  /** What is wrong with a body by the schema of the operation's answer; empty if nothing. */
  validate(body: Json): string[];
}

const folder = fileURLToPath(new URL('../../../shared/customvision/spec', import.meta.url));
/** The specifications are not part of the project. */
export const hasSpecification = existsSync(folder);

/** Every operation of every version of the specification. */
export async function readSpecExamples(): Promise<SpecExample[]> {
  const names = (await readdir(folder, { recursive: true })).filter(
    (name) => /(Training|Prediction)\.json$/.test(name) && !name.includes('examples'),
  );
  return (await Promise.all(names.sort().map(readSpecification))).flat();
}

async function readSpecification(name: string): Promise<SpecExample[]> {
  const file = join(folder, name);
  const specification = JSON.parse(await readFile(file, 'utf8'));
  const ajv = new Ajv({
    strict: false,
    formats: { uuid: true, 'date-time': true, int32: true, float: true, uri: true },
  });
  const definitions = closeSchema(specification.definitions) as Object_;
  const [, version = '', api = ''] = /customvision\/(v[^/]+)\/(\w+)/.exec(specification.basePath) ?? [];
  const examples: SpecExample[] = [];
  for (const [path, methods] of Object.entries<Object_>(specification.paths)) {
    for (const [method, described] of Object.entries<Operation>(methods as never)) {
      const example = JSON.parse(
        await readFile(join(file, '..', 'examples', `${described.operationId}.json`), 'utf8'),
      );
      const answer = described.responses['200'] ?? described.responses['204'];
      examples.push({
        api,
        version,
        operation: described.operationId,
        method: method.toUpperCase(),
        path,
        places: described.parameters.map(({ $ref, ...place }) =>
          $ref ? specification.parameters[$ref.split('/').at(-1) as string] : place,
        ),
        parameters: example.parameters,
        responses: example.responses,
        validate(body) {
          if (!answer?.schema) return [];
          const check = ajv.compile({ ...(closeSchema(answer.schema) as Object_), definitions });
          if (check(body)) return [];
          return (check.errors ?? [])
            .filter((error) => !isRecordedNull(body, error.instancePath))
            .map(
              ({ instancePath, message, params }: ErrorObject) =>
                `${instancePath} ${message} ${JSON.stringify(params)}`,
            );
        },
      });
    }
  }
  return examples;
}

/** Members that recorded sessions hold null although the schema does not say so (facts/custom-vision.md). */
const nullInRecordings =
  /\/(description|detectionParameters|continuation|application|token\/tags|modelInformation|downloadUri|exportableTo|publishName|originalPublishResourceId|tagName|thumbnailUri|domainId|customBaseModelInfo|trainingErrorDetails|image)$/;

function isRecordedNull(body: Json, path: string): boolean {
  const value = path
    .split('/')
    .slice(1)
    .reduce<Json | undefined>((part, key) => (part as Object_ | undefined)?.[key], body);
  return value === null && nullInRecordings.test(path);
}

/** Members that an answer leaves out for what has none: an iteration that trains, a photo without tags, a whole photo. */
const absentInRecordings = new Set(['trainedAt', 'tags', 'boundingBox']);

interface Operation {
  operationId: string;
  parameters: { $ref?: string; name: string; in: string }[];
  responses: Record<string, { schema?: Json }>;
}

/** Swagger's schema as JSON schema: null where the service may say null, and no members but those listed. */
function closeSchema(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(closeSchema);
  if (schema === null || typeof schema !== 'object') return schema;
  const closed = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closeSchema(value)]));
  const { 'x-nullable': nullable, ...rest } = closed;
  if (rest.type === 'object' && rest.properties && !rest.additionalProperties)
    rest.additionalProperties = false;
  if (!nullable) return rest;
  if (rest.$ref) return { anyOf: [rest, { type: 'null' }] };
  if (Array.isArray(rest.enum)) rest.enum = [...rest.enum, null];
  return { ...rest, type: [rest.type as string, 'null'] };
}

/** Where the shape of an answer is not that of the example: members that are missing, or of another type. */
export function shapeDifferences(actual: Json | undefined, example: Json, at = ''): string[] {
  if (example === null || example === undefined) return [];
  if (actual === undefined) return [`${at} is missing`];
  if (actual === null) return [];
  if (Array.isArray(example)) {
    if (!Array.isArray(actual)) return [`${at} is no array`];
    if (example.length === 0) return [];
    if (actual.length === 0) return [`${at} is empty`];
    return actual.flatMap((item, index) => shapeDifferences(item, example[0] as Json, `${at}[${index}]`));
  }
  if (typeof example === 'object') {
    if (typeof actual !== 'object' || Array.isArray(actual)) return [`${at} is no object`];
    return Object.entries(example)
      .filter(([key]) => key in actual || !absentInRecordings.has(key))
      .flatMap(([key, value]) => shapeDifferences(actual[key], value, `${at}.${key}`));
  }
  // Some examples quote their numbers.
  const type = typeof example === 'string' && /^\d+$/.test(example) ? 'number' : typeof example;
  return typeof actual === type || typeof actual === typeof example
    ? []
    : [`${at} is a ${typeof actual}, not a ${type}`];
}
