import { readdir, readFile } from 'node:fs/promises';

/** Linux counts in hundredths of a second. */
const msPerTick = 10;

/** Processor time in ms of a process; undefined where it is gone, and elsewhere than on Linux. */
export async function processTimeMs(pid: number): Promise<number | undefined> {
  return (await readStat(pid))?.ownMs;
}

/** Processor time of a process and its children, those that have ended included. */
export async function processGroupTimeMs(pid: number): Promise<number | undefined> {
  const others = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(others.map(readStat));
  const childrenMs = stats.reduce((ms, stat) => ms + (stat?.parent === pid ? stat.ownMs : 0), 0);
  const own = await readStat(pid);
  return own && own.ownMs + own.endedChildrenMs + childrenMs;
}

/** The process that started this one. */
export async function parentOf(pid: number): Promise<number | undefined> {
  return (await readStat(pid))?.parent;
}

async function readStat(pid: number | string) {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (!stat) return undefined;
  // Fields from the third on: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  return {
    parent: fields[1]!,
    ownMs: (fields[11]! + fields[12]!) * msPerTick,
    endedChildrenMs: (fields[13]! + fields[14]!) * msPerTick,
  };
}
