import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { Cluster } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { insertListing, photo, readLedger } from '../enrichment/catalogue.js';
import { createPipeline } from '../enrichment/pipeline.js';
import { makeFolder } from '../support/folder.js';

const installed = ['redis-server', 'redis-cli'].every((tool) => {
  try {
    return execFileSync(tool, ['--version'], { stdio: 'pipe' }).length > 0;
  } catch {
    return false;
  }
});
if (!installed)
  process.stderr.write('No redis-server and redis-cli: the test of a Redis Cluster is skipped.\n');

describe.runIf(installed)('a queue on a Redis Cluster', () => {
  const nodes: ChildProcess[] = [];
  const removers: (() => Promise<void>)[] = [];
  let urls: string[];

  beforeAll(async () => {
    const ports = await freePorts(6);
    urls = ports.slice(0, 3).map((port) => `redis://127.0.0.1:${port}`);
    for (const [i, url] of urls.entries()) {
      const { folder: dir, remove } = await makeFolder();
      removers.push(remove);
      const { port } = new URL(url);
      const options = {
        port,
        'cluster-port': ports[3 + i]!,
        dir,
        bind: '127.0.0.1',
        save: '',
        appendonly: 'no',
      };
      const given = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
      nodes.push(spawn('redis-server', ['--cluster-enabled', 'yes', ...given], { stdio: 'ignore' }));
    }
    const addresses = urls.map((url) => new URL(url).host);
    await vi.waitFor(() => create(addresses), { timeout: 300_000, interval: 200 });
    const cluster = new Cluster(urls, { lazyConnect: true });
    await vi.waitFor(() => cluster.set('ready', 1), { timeout: 300_000, interval: 200 });
    cluster.disconnect();
  });
  afterAll(async () => {
    for (const node of nodes) {
      node.kill('SIGKILL');
      if (node.exitCode === null && node.signalCode === null) await once(node, 'exit');
    }
    await Promise.all(removers.map((remove) => remove()));
  });

  it('takes a ledger through to the end, all of its keys on one node', async () => {
    const pipeline = await createPipeline(
      { redisUrl: urls.join(',') },
      { photos: { '/a.jpg': await photo('black') } },
    );
    for (let i = 0; i < 30; i++)
      await insertListing(pipeline.pool, { photos: [`${pipeline.server.url}/a.jpg`] });
    await pipeline.backfill();
    expect(await pipeline.drain()).toMatchObject({ suggested: 30, failed: 0, error: 0 });
    expect(new Set((await readLedger(pipeline.pool)).map(({ state }) => state))).toEqual(new Set(['done']));
    const holding = urls.filter((url) => {
      const { port } = new URL(url);
      return execFileSync('redis-cli', ['-p', port, 'keys', '{bull}:*']).length > 1;
    });
    expect(holding).toHaveLength(1);
  });
});

function create(addresses: string[]): void {
  execFileSync('redis-cli', ['--cluster', 'create', ...addresses, '--cluster-yes'], { stdio: 'pipe' });
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(async (server) => {
      await once(server.listen(0, '127.0.0.1'), 'listening');
      return (server.address() as { port: number }).port;
    }),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
