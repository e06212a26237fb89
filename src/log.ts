import { type DestinationStream, type Logger, pino } from 'pino';
import pretty from 'pino-pretty';
import { toTerminal } from './terminal-text.js';

export type Log = Logger;

/**
 * Logs go to standard error, so that standard output holds only reports. A terminal gets lines for people, anything else
 * gets JSON. What a terminal would obey is escaped in both.
 */
export function createLog(level: string, terminal = process.stderr.isTTY === true): Log {
  const destination: DestinationStream = terminal
    ? pretty({ destination: 2, sync: true, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' })
    : pino.destination({ dest: 2, sync: true });
  const write = (line: string) =>
    destination.write(terminal ? keepEscapes(toTerminal(line)) : toTerminal(line));
  return pino({ level, base: null }, { write });
}

/** A line of JSON whose escaped control characters are still escapes once it is parsed. */
function keepEscapes(line: string): string {
  return line.replace(/\\(u[0-9a-f]{4}|.)/g, (escaped, name: string) =>
    /^(u|[bfr]$)/.test(name) ? `\\${escaped}` : escaped,
  );
}
