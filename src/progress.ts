import { Presets, SingleBar } from 'cli-progress';
import { toTerminal } from './terminal-text.js';

/** Reports the progress of long work. `total` is undefined if it is unknown. */
export interface Progress {
  start(label: string, total?: number): void;
  advance(count?: number): void;
  /** Ends the current piece of work, with an optional remark. */
  finish(remark?: string): void;
}

/** A bar on a terminal; elsewhere one plain line at the start, every ten seconds, and at the end. */
export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  let label = '';
  let total: number | undefined;
  let done = 0;
  let startedAt = 0;
  let lineAt = 0;
  let bar: SingleBar | undefined;
  const line = (text: string) => stream.write(`${toTerminal(text).replaceAll('\n', ' ')}\n`);
  return {
    start(nextLabel, nextTotal) {
      label = nextLabel;
      total = nextTotal;
      done = 0;
      startedAt = lineAt = Date.now();
      if (stream.isTTY && total !== undefined) {
        bar = new SingleBar(
          {
            stream,
            format: `${toTerminal(label).replaceAll('\n', ' ')} [{bar}] {value}/{total} {eta_formatted}`,
            hideCursor: true,
            clearOnComplete: true,
          },
          Presets.legacy,
        );
        bar.start(total, 0);
      } else line(`${label} ...`);
    },
    advance(count = 1) {
      done += count;
      if (bar) bar.update(done);
      else if (Date.now() - lineAt > 10_000) {
        lineAt = Date.now();
        line(`${label}: ${done}${total === undefined ? '' : ` of ${total}`}`);
      }
    },
    finish(remark) {
      bar?.stop();
      bar = undefined;
      const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
      line(`${label}: ${remark ?? (done > 0 ? `${done} done` : 'done')} (${seconds} s)`);
    },
  };
}

/** Says nothing. */
export const silentProgress: Progress = { start() {}, advance() {}, finish() {} };
