import { readdir, readFile } from 'node:fs/promises';

/** Linux counts in hundredths of a second. */
const msPerTick = 10;

/** Processor time in ms of a process and its children, those that have ended included. Linux only: undefined elsewhere. */
export async function processTimeMs(pid) {
  const numbers = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  let ticks;
  for (const number of numbers) {
    // A process may end while they are read.
    const stat = await readFile(`/proc/${number}/stat`, 'utf8').catch(() => undefined);
    if (!stat) continue;
    // Fields from the third on, https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [own, ended] = [Number(fields[11]) + Number(fields[12]), Number(fields[13]) + Number(fields[14])];
    if (Number(number) === pid) ticks = (ticks ?? 0) + own + ended;
    else if (Number(fields[1]) === pid) ticks = (ticks ?? 0) + own;
  }
  return ticks === undefined ? undefined : ticks * msPerTick;
}
