import { access, constants, mkdir, statfs } from 'node:fs/promises';
import type { Command } from 'commander';
import type { App } from '../app.js';
import { backboneNames, loadExtractor } from '../backbone/backbone.js';
import { backends } from '../backends.js';
import { requirePhotoHosts } from '../classifier/photo-hosts.js';
import { findModel, readRegistered } from '../classifier/registry.js';
import { explainDatabaseError } from '../database/explain-error.js';
import { roleNames } from '../database/roles.js';
import { requireWritable } from '../database/write-obstacle.js';
import { createInferencePool } from '../inference/inference-pool.js';
import { onRun } from './command.js';
import { neededRights } from './needed-rights.js';
import { formatTable } from './text/table.js';

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
    const { config } = app;
    const checks: Check[] = [];
    const examine = async (check: string, look: () => Promise<string>) => {
      try {
        checks.push({ check, ok: true, detail: await look() });
      } catch (thrown) {
        const error = explainDatabaseError(thrown, neededRights(command, config)) ?? thrown;
        checks.push({ check, ok: false, detail: error instanceof Error ? error.message : String(error) });
      }
    };

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
      // The connection alone first, so that what is wrong with it is said before what it lacks.
      if (config.database.url !== undefined) await requireWritable(await app.analystPool());
      const { pool, taxonomy } = await app.database();
      const { rows } = await pool.query<{ version: string }>(
        "SELECT current_setting('server_version') AS version",
      );
      const kind = config.database.url === undefined ? 'embedded ' : '';
      return `${kind}PostgreSQL ${rows[0]?.version}, taxonomy ${taxonomy.version}, ${await shownAddress(app)}`;
    });
    await examine('queue', async () => {
      const { redisUrl, name } = config.queue;
      if (redisUrl === undefined) {
        await requireWritable(await app.analystPool());
        return `on Postgres, ${await (await app.queue()).depth()} jobs`;
      }
      const { examineRedis } = await import('../queue/examine-redis.js');
      const policy = await examineRedis(redisUrl, name);
      const place = `on Redis at ${redisHosts(redisUrl)}`;
      if (policy !== undefined && policy !== 'noeviction') {
        throw new Error(
          `${place}, whose maxmemory-policy is ${policy}, so that it may throw jobs away: run CONFIG SET maxmemory-policy noeviction there, and set it in redis.conf`,
        );
      }
      return `${place}, ${await (await app.queue()).depth()} jobs`;
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

async function shownAddress(app: App): Promise<string> {
  const shown = new URL((await app.database()).url);
  // Only this machine can reach the embedded server, so its address is shown in full.
  if (app.config.database.url !== undefined) {
    shown.password = shown.password ? '***' : '';
    // The query may contain a password too.
    shown.search = '';
  }
  return shown.href;
}

function redisHosts(urls: string): string {
  return urls
    .split(',')
    .map((url) => new URL(url).host)
    .join(', ');
}
