import { access, constants, mkdir, statfs } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { backboneNames, loadExtractor } from '../backbone/backbone.js';
import { backends } from '../backends.js';
import { requirePhotoHosts } from '../classifier/photo-hosts.js';
import { findModel, readRegistered } from '../classifier/registry.js';
import { roleNames } from '../database/roles.js';
import { createInferencePool } from '../inference/inference-pool.js';
import { onRun } from './command.js';
import { formatTable } from './text/table.js';

/** How long to wait for the queue's answer. */
const patienceMs = 5000;

interface Check {
  check: string;
  ok: boolean;
  /** What is used, or what is wrong and how to fix it. */
  detail: string;
}

export function addDoctor(program: Command): void {
  const command = program
    .command('doctor')
    .description('checks configuration, services and model, and says how to fix problems')
    .option('--json', 'prints one JSON document');
  onRun<[], { json?: boolean }>(command, async ({ app, report }) => {
    const checks: Check[] = [];
    const examine = async (check: string, look: () => Promise<string>) => {
      try {
        checks.push({ check, ok: true, detail: await look() });
      } catch (error) {
        checks.push({ check, ok: false, detail: error instanceof Error ? error.message : String(error) });
      }
    };
    const { config } = app;

    await examine('node', async () => {
      const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
      if (major < 20 || (major === 20 && minor < 19))
        throw new Error(`${process.version}: install Node 20.19 or later`);
      return process.version;
    });
    await examine('home', async () => {
      await mkdir(config.home, { recursive: true });
      await access(config.home, constants.W_OK);
      const { bavail, bsize } = await statfs(config.home);
      const gigabytes = (bavail * bsize) / 1e9;
      if (gigabytes < 1)
        throw new Error(
          `${config.home} has ${gigabytes.toFixed(2)} GB left: free some space or set HONEYBURST_HOME`,
        );
      return `${config.home}, ${gigabytes.toFixed(0)} GB free`;
    });
    await examine('database', async () => {
      const { url, pool, taxonomy } = await app.database();
      const { rows } = await pool.query<{ version: string }>(
        "SELECT current_setting('server_version') AS version",
      );
      const shown = new URL(url);
      // Only this machine can reach the embedded server, so its address is shown in full.
      if (config.database.url !== undefined) {
        shown.password = shown.password ? '***' : '';
        // The query may contain a password too.
        shown.search = '';
      }
      const kind = config.database.url === undefined ? 'embedded ' : '';
      return `${kind}PostgreSQL ${rows[0]?.version}, taxonomy ${taxonomy.version}, ${shown.href}`;
    });
    await examine('queue', async () => {
      const queue = await app.queue();
      const place =
        config.queue.redisUrl === undefined
          ? 'on Postgres'
          : `on Redis at ${redisHosts(config.queue.redisUrl)}`;
      // BullMQ waits for an unreachable server without limit.
      const silence = sleep(patienceMs, undefined, { ref: false }).then(() => {
        throw new Error(
          `${place}, which does not answer within ${patienceMs / 1000} s: start it, or correct REDIS_URL`,
        );
      });
      return `${place}, ${await Promise.race([queue.depth(), silence])} jobs`;
    });
    await examine('onnx runtime', async () => {
      const pool = await createInferencePool(loadExtractor(backboneNames[0]!), { threads: 1 });
      await pool.close();
      return `runs; ${config.worker.inferenceThreads} inference threads`;
    });
    await examine('model', async () => {
      const { pool } = await app.database();
      const model = await findModel(pool);
      await requirePhotoHosts(await readRegistered(model, backends), [], app);
      return `${model.name} is live: ${model.families.length} families, ${model.finishes.length} finishes`;
    });
    for (const backend of backends) {
      const openDatabase = async () => (await app.database()).pool;
      const found = backend.examine?.({ config, log: app.log, openDatabase });
      if (found) await examine(backend.engine.replaceAll('-', ' '), () => found);
    }
    await examine('roles', async () => {
      const { pool } = await app.database();
      const { rows } = await pool.query<{ rolname: string }>(
        'SELECT rolname FROM pg_roles WHERE rolname = ANY ($1)',
        [roleNames],
      );
      const missing = roleNames.filter((name) => !rows.some(({ rolname }) => rolname === name));
      if (missing.length > 0)
        throw new Error(
          `${missing.join(', ')} missing: run CREATE ROLE ... NOLOGIN as a superuser, then honeyburst migrate`,
        );
      return `${roleNames.join(', ')} can be granted to logins`;
    });

    if (checks.some(({ ok }) => !ok)) process.exitCode = 1;
    report(checks, () =>
      formatTable(
        ['', 'check', 'detail'],
        checks.map(({ ok, check, detail }) => [ok ? 'ok' : 'WRONG', check, detail]),
        500,
      ),
    );
  });
}

function redisHosts(urls: string): string {
  return urls
    .split(',')
    .map((url) => new URL(url).host)
    .join(', ');
}
