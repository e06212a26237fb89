import { type DestinationStream, type Logger, pino } from 'pino';
import pretty from 'pino-pretty';
import { toTerminal } from './terminal-text.js';

export type Log = Logger;

/**
 * Logs go to standard error, so that standard output holds only reports. A terminal gets lines for people, anything else
 * gets JSON. What a terminal would obey is escaped in both. Long texts are cut: a remote service may have written them.
 */
export function createLog(level: string, terminal = process.stderr.isTTY === true): Log {
  const destination: DestinationStream = terminal
    ? pretty({ destination: 2, sync: true, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' })
    : pino.destination({ dest: 2, sync: true });
  const write = (whole: string) => {
    const line = toTerminal(whole.length > longestLine ? shorten(whole) : whole);
    destination.write(terminal ? keepEscapes(line) : line);
  };
  return pino({ level, base: null }, { write });
}

/** Characters of a line that is written as it is, and of each text in a longer one. */
const longestLine = 16_384;
const longestText = 2048;

/** A line of JSON with its long texts cut. */
function shorten(line: string): string {
  const cut = (text: string) =>
    `${text.slice(0, longestText)} ... (${text.length - longestText} more characters)`;
  const parsed: unknown = JSON.parse(line, (_, value: unknown) =>
    typeof value === 'string' && value.length > longestText ? cut(value) : value,
  );
  const short = JSON.stringify(parsed);
  const { level, time, msg } = parsed as Record<string, unknown>;
  // Many short texts are as long as a long one.
  return `${short.length <= longestLine ? short : JSON.stringify({ level, time, msg, omitted: short.length })}\n`;
}

/** A line of JSON whose escaped control characters are still escapes once it is parsed. */
function keepEscapes(line: string): string {
  return line.replace(/\\(u[0-9a-f]{4}|.)/g, (escaped, name: string) =>
    /^(u|[bfr]$)/.test(name) ? `\\${escaped}` : escaped,
  );
}
