import { type Logger, pino } from 'pino';

export type Log = Logger;

/** Writes to stdout: JSON lines for a service manager, readable lines for a terminal. */
export function createLog(level: string): Log {
  if (process.stdout.isTTY) {
    return pino({
      level,
      transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname', translateTime: 'HH:MM:ss.l' } },
    });
  }
  return pino({ level, base: null });
}
