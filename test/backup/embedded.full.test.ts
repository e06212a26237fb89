import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { makeFolder } from '../support/folder.js';
import { honeyburst } from '../support/program.js';

const run = promisify(execFile);

it.skipIf(process.platform === 'win32')(
  'a copy of HONEYBURST_HOME, taken while no command runs, holds the embedded database and the models',
  async () => {
    const { folder, remove } = await makeFolder();
    onTestFinished(remove);
    await chmod(folder, 0o755);
    const [home, copy] = [join(folder, 'home'), join(folder, 'copy')];
    const given = join(folder, 'listings.jsonl');
    await writeFile(
      given,
      '{"external_id": "kept", "title": "Strat", "photo_urls": ["http://photos.test/1.jpg"]}',
    );
    const environment = { HONEYBURST_HOME: home };
    expect((await honeyburst(['models', 'import', 'reference'], environment)).status).toBe(0);
    expect((await honeyburst(['import', given], environment)).status).toBe(0);
    // The last command that used it has stopped the server.
    expect(existsSync(join(home, 'postgres', 'postmaster.pid'))).toBe(false);
    await run('cp', ['-a', home, copy]);
    await run('rm', ['-r', home]);
    await run('cp', ['-a', copy, home]);
    const dry = await honeyburst(['backfill', '--dry-run', '--json'], environment);
    expect(JSON.parse(dry.stdout)).toMatchObject({ model: 'reference', examined: 1, added: 1 });
    const checks = JSON.parse((await honeyburst(['doctor', '--json'], environment)).stdout);
    expect(checks).toContainEqual(expect.objectContaining({ check: 'model', ok: true }));
  },
);
