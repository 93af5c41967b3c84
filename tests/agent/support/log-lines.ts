import { pino } from 'pino';
import type { Log } from '#agent/log.ts';

/** A log to wait for: an agent says in it what it tells nobody else. */
export class LogLines {
  readonly lines: string[] = [];
  readonly log: Log = pino({ level: 'debug' }, { write: (line: string) => this.#add(line) });
  #waiting = new Set<() => void>();

  /** Resolves when lines with this text have been written so many times. */
  until(text: string, times = 1): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (this.lines.filter((line) => line.includes(text)).length < times) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }

  #add(line: string): void {
    this.lines.push(line);
    for (const check of [...this.#waiting]) check();
  }
}
