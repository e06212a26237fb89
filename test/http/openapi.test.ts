import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { createTestService } from './service.js';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

async function readDocument() {
  const { server, routes } = await createTestService();
  const answer = await server.inject('/docs/json');
  return { document: answer.json() as JsonObject, routes };
}

/** Every value of that key, wherever it stands. */
function* find(value: Json, key: string): Generator<Json> {
  if (value === null || typeof value !== 'object') return;
  for (const [name, child] of Object.entries(value)) {
    if (name === key) yield child;
    yield* find(child, key);
  }
}

function resolve(document: Json, reference: string): Json | undefined {
  return reference
    .split('/')
    .slice(1)
    .reduce<Json | undefined>((value, name) => (value as JsonObject | undefined)?.[name], document);
}

it('is OpenAPI 3.1 and holds every route with its parameters, its body and its answers', async () => {
  const { document, routes } = await readDocument();
  expect(document.openapi).toMatch(/^3\.1\.\d$/);
  const paths = document.paths as Record<string, Record<string, JsonObject>>;
  const documented = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const served = routes
    .filter(({ url }) => url.startsWith('/v1/'))
    .map(({ method, url }) => `${method} ${url.replaceAll(/:([A-Za-z]+)/g, '{$1}')}`);
  expect(documented.toSorted()).toEqual(served.toSorted());

  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const names = operations.map(({ operation }) => operation.operationId);
  expect(new Set(names).size).toBe(operations.length);
  for (const { path, method, operation } of operations) {
    const parameters = (operation.parameters ?? []) as { name: string; in: string; required?: boolean }[];
    const inPath = parameters.filter((parameter) => parameter.in === 'path');
    expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
    expect(inPath.every(({ required }) => required)).toBe(true);
    expect(operation.summary).toEqual(expect.any(String));
    expect(operation.security).toEqual(expect.any(Array));
    const { '4XX': refused, '5XX': failed, ...answers } = operation.responses as JsonObject;
    expect(Object.keys(answers).length).toBeGreaterThan(0);
    for (const problem of [refused, failed]) {
      expect(problem).toMatchObject({
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      });
    }
    if (method === 'post') expect(operation.requestBody).toMatchObject({ content: expect.any(Object) });
  }
});

it('refers to nothing that is not there, and its schemas are JSON Schema 2020-12', async () => {
  const { document } = await readDocument();
  const references = [...find(document, '$ref')] as string[];
  expect(references.length).toBeGreaterThan(0);
  expect(references.filter((reference) => resolve(document, reference) === undefined)).toEqual([]);

  const ajv = new Ajv2020({ strict: true, strictTypes: false, validateFormats: false });
  ajv.addSchema({ $id: 'document', components: document.components } as object, 'document');
  const schemas = [
    ...find(document.paths!, 'schema'),
    ...Object.values((document.components as JsonObject).schemas as JsonObject),
  ];
  expect(schemas.length).toBeGreaterThan(40);
  for (const schema of schemas) {
    const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/'));
    expect(() => ajv.compile(absolute)).not.toThrow();
  }
});

it('says of its own answers what they are', async () => {
  const { server, ask } = await createTestService();
  const document = (await server.inject('/docs/json')).json();
  const ajv = new Ajv2020({ strict: true, strictTypes: false, validateFormats: false });
  ajv.addSchema({ $id: 'document', components: document.components }, 'document');
  for (const path of [
    '/v1/session',
    '/v1/suggestions',
    '/v1/suggestions/counts',
    '/v1/taxonomy',
    '/v1/overview',
  ]) {
    const { schema } = document.paths[path].get.responses['200'].content['application/json'];
    const { body } = await ask('admin', 'GET', path);
    const check = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/')));
    expect(check(body) || check.errors).toBe(true);
  }
});
