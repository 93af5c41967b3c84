import { Refusal } from '#protocol/errors.ts';
import type { Clock } from './clock.ts';
import type { Connection } from './connection.ts';
import type { Log } from './log.ts';
import type { Notice } from './notice.ts';
import { backOff, deliveryAfter } from './steps.ts';

/** Something the hub does not know yet. */
export interface News {
  /** For the log. */
  report: object;
  send(): Promise<unknown>;
  /** The hub has it, or has said that it does not want it. */
  told(): void;
}

/** Tells what there is to tell as soon as there is something, and again what was not taken, until the signal aborts. */
export async function keepTelling(
  connection: Pick<Connection, 'close'>,
  parts: { next(): News | undefined; changed: Notice; clock: Clock; log: Log },
  signal: AbortSignal,
): Promise<void> {
  const { next, changed, clock, log } = parts;
  signal.addEventListener('abort', () => changed.tell(), { once: true });
  for (let failures = 0; !signal.aborted;) {
    const change = changed.next();
    const news = next();
    if (news === undefined) {
      await change;
      continue;
    }
    const delivery = await sendOne(news, log);
    if (delivery === 'told') failures = 0;
    else if (delivery === 'reconnect') return connection.close();
    else await clock.sleep(backOff(failures++, Math.random()), signal);
  }
}

async function sendOne(news: News, log: Log): Promise<'told' | 'keep' | 'reconnect'> {
  try {
    await news.send();
  } catch (fault) {
    if (!(fault instanceof Refusal)) throw fault;
    const { code, detail } = fault;
    log.warn({ report: news.report, code, detail }, 'the hub did not take a report');
    const delivery = deliveryAfter(code);
    if (delivery !== 'drop') return delivery;
  }
  news.told();
  return 'told';
}
