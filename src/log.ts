import { type DestinationStream, type Logger, pino } from 'pino';
import pretty from 'pino-pretty';

export type Log = Logger;

/**
 * Logs go to standard error, so that standard output holds only reports. A terminal gets lines for people, anything else
 * gets JSON.
 */
export function createLog(level: string, terminal = process.stderr.isTTY === true): Log {
  const destination: DestinationStream = terminal
    ? pretty({ destination: 2, sync: true, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' })
    : pino.destination({ dest: 2, sync: true });
  return pino({ level, base: null }, destination);
}
