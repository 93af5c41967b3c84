import { systemClock, type Clock } from '#hub/clock.ts';
import { builtConsole } from '#http/console-handler.ts';
import { mongodbServer } from './database-server.ts';
import { startTestHub, type TestHub } from './test-hub.ts';

/** Longer than presence is unknown after a start. */
const STARTED_BEFORE = 3 * 60_000;

export interface ConsoleHub extends TestHub {
  /** While the work is done, the hub's clock is ahead by so many milliseconds. Its timers are not. */
  putForward<Result>(milliseconds: number, work: () => Promise<Result>): Promise<Result>;
}

/**
 * A hub in this process with the console's pages, as it is some minutes after its start: who is not connected is
 * offline, and no longer unknown.
 */
export async function startConsoleHub(): Promise<ConsoleHub> {
  let ahead = -STARTED_BEFORE;
  const clock: Clock = { ...systemClock, now: () => new Date(Date.now() + ahead) };
  const hub = await startTestHub({
    clock,
    openConsole: builtConsole,
    environment: { TIME_ZONE: 'UTC' },
    ownStore: mongodbServer() === undefined,
  });
  ahead = 0;
  return {
    ...hub,
    async putForward(milliseconds, work) {
      ahead = milliseconds;
      try {
        return await work();
      } finally {
        ahead = 0;
      }
    },
  };
}
