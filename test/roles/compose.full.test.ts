import { execFile, spawnSync } from 'node:child_process';
import { chmod, chown, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { startEmbeddedServer } from '../../src/database/embedded.js';
import { photo } from '../enrichment/catalogue.js';
import { testLog } from '../support/database.js';
import { makeFolder } from '../support/folder.js';
import { createTestServer } from '../support/http-server.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const tools =
  spawnSync('unshare', ['-m', 'true']).status === 0 && spawnSync('psql', ['--version']).status === 0;
if (!tools) process.stderr.write('No unshare or psql: the logins of docker-compose.yml are not tried.\n');

/** A user without rights, for whom all but HONEYBURST_HOME and an empty /tmp is read-only: as in the container. */
const confined = `mount --make-rprivate / && mount --bind "$HONEYBURST_HOME" "$HONEYBURST_HOME" &&
  mount -o remount,bind,ro / && exec setpriv --reuid 65534 --regid 65534 --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all "$@"`;

it.skipIf(!tools)(
  'the main job runs with the logins of docker-compose.yml, as a user without rights on a read-only system',
  async () => {
    const { folder, remove } = await makeFolder();
    onTestFinished(remove);
    await chmod(folder, 0o755);
    const server = await startEmbeddedServer(join(folder, 'server'), testLog);
    onTestFinished(() => server.release());
    const { hostname, port, username, password } = new URL(server.url);
    const passwords = { OWNER_PASSWORD: "o'1", WORKER_PASSWORD: 'w2', SERVE_PASSWORD: 's3' };
    const { PATH = '' } = process.env;
    const roles = { PATH, PGHOST: hostname, PGPORT: port, PGPASSWORD: password, POSTGRES_USER: username };
    // Twice, as for new passwords.
    for (let n = 0; n < 2; n++)
      await run('sh', ['deploy/postgres/roles.sh'], { cwd: root, env: { ...roles, ...passwords } });

    const host = await createTestServer({ '/red.jpg': await photo('fiesta-red') });
    const { folder: home, remove: removeHome } = await makeFolder();
    onTestFinished(removeHome);
    const listings = join(home, 'listings.csv');
    await writeFile(listings, `external_id,title,photo_urls\na,Strat,${host.url}/red.jpg\n`);
    await chown(home, 65_534, 65_534);
    const honeyburst = async (login: string, secret: string, ...args: string[]) => {
      const url = `postgresql://${login}:${encodeURIComponent(secret)}@${hostname}:${port}/honeyburst`;
      const env = { PATH, DATABASE_URL: url, HONEYBURST_HOME: home, PHOTO_ALLOW_HOSTS: host.host };
      const command = ['-m', 'sh', '-c', confined, 'sh', process.execPath, join(root, 'bin/honeyburst.js')];
      return (await run('unshare', [...command, ...args], { env })).stdout;
    };
    await honeyburst('honeyburst_owner', "o'1", 'migrate');
    await honeyburst('honeyburst_owner', "o'1", 'models', 'import', 'reference');
    await honeyburst('worker', 'w2', 'import', listings);
    await honeyburst('worker', 'w2', 'backfill');
    const done = JSON.parse(await honeyburst('worker', 'w2', 'worker', '--drain', '--json'));
    expect(done.failed).toBe(0);
    expect(await honeyburst('worker', 'w2', 'doctor')).not.toContain('WRONG');
    expect(JSON.parse(await honeyburst('serve', 's3', 'suggestions', '--json'))).toBeDefined();
  },
);
