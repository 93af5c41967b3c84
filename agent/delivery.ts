import type { OutputChunk } from '#protocol/agent.ts';
import { Refusal } from '#protocol/errors.ts';
import type { AttemptKey } from '#protocol/identifiers.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Clock } from './clock.ts';
import type { Connection } from './connection.ts';
import type { Log } from './log.ts';
import type { Notice } from './notice.ts';
import { isFinal, type Outbox, type WaitingReport } from './outbox.ts';
import type { OutputSpool } from './output-spool.ts';
import { backOff, deliveryAfter } from './steps.ts';

/** Bytes of one output message, JSON escapes included: half of what a socket takes. */
const MESSAGE_BYTES = LIMITS.messageBytes / 2;
/** Output messages that wait for their answers at once. */
const IN_FLIGHT = 4;

export interface DeliveryParts {
  outbox: Outbox;
  spool: OutputSpool;
  /** Told whenever outbox or spool change. */
  changed: Notice;
  clock: Clock;
  log: Log;
}

/**
 * Sends what lies on disk, oldest first, as long as the connection is ready: an attempt's steps, then its output,
 * and its result only when all its output is stored. Ends when the signal aborts.
 */
export async function deliver(
  connection: Connection,
  parts: DeliveryParts,
  signal: AbortSignal,
): Promise<void> {
  signal.addEventListener('abort', () => parts.changed.tell(), { once: true });
  let failures = 0;
  while (!signal.aborted) {
    const change = parts.changed.next();
    try {
      if (!(await sendNext(connection, parts))) await change;
      failures = 0;
    } catch (fault) {
      if (!(fault instanceof Refusal)) throw fault;
      if (signal.aborted) return;
      parts.log.warn(
        { code: fault.code, detail: fault.detail },
        'the hub did not take a delivery; it is kept',
      );
      if (deliveryAfter(fault.code) === 'reconnect') return connection.close();
      await parts.clock.sleep(fault.retryAfter ?? backOff(failures, Math.random()), signal);
      failures += 1;
    }
  }
}

/** @returns false when there is nothing to send. */
async function sendNext(connection: Connection, parts: DeliveryParts): Promise<boolean> {
  const report = parts.outbox.head();
  if (report !== undefined && !(isFinal(report.event.event) && parts.spool.has(report.event))) {
    await sendReport(connection, { report, ...parts });
    return true;
  }
  const attempt = parts.spool.oldest();
  if (attempt === undefined) return false;
  await sendOutput(connection, { attempt, ...parts });
  return true;
}

async function sendReport(
  connection: Connection,
  { report, outbox, spool, log }: DeliveryParts & { report: WaitingReport },
): Promise<void> {
  try {
    await connection.request('report', report);
  } catch (fault) {
    if (!(fault instanceof Refusal) || deliveryAfter(fault.code) !== 'drop') throw fault;
    log.error({ report, code: fault.code, detail: fault.detail }, 'the hub refused a report');
    if (isFinal(report.event.event)) spool.drop(report.event);
  }
  outbox.remove(report.number);
}

async function sendOutput(
  connection: Connection,
  { attempt, spool, log }: DeliveryParts & { attempt: AttemptKey },
): Promise<void> {
  const messages = intoMessages(spool.first(attempt, IN_FLIGHT * LIMITS.outputChunksPerMessage));
  const answers = await Promise.allSettled(
    messages.map((chunks) => connection.request('output', { ...attempt, chunks })),
  );
  let stored = 0;
  for (const answer of answers)
    if (answer.status === 'fulfilled') stored = Math.max(stored, answer.value.stored);
  const last = messages.at(-1)?.at(-1)?.sequence ?? 0;
  spool.acknowledge(attempt, Math.min(stored, last));
  for (const answer of answers) {
    if (answer.status === 'fulfilled') continue;
    const fault: unknown = answer.reason;
    if (!(fault instanceof Refusal) || deliveryAfter(fault.code) !== 'drop') throw fault;
    log.error({ ...attempt, code: fault.code, detail: fault.detail }, 'the hub refused output');
    spool.drop(attempt);
    return;
  }
  const first = messages[0]?.[0];
  if (first !== undefined && stored < first.sequence) {
    throw new Refusal('unavailable', { detail: 'The hub answered output without storing it.' });
  }
}

/** Puts chunks into as few messages as their number and size allow. */
function intoMessages(chunks: readonly OutputChunk[]): OutputChunk[][] {
  const messages: OutputChunk[][] = [];
  let room = 0;
  for (const chunk of chunks) {
    const bytes = Buffer.byteLength(JSON.stringify(chunk)) + 1;
    let message = messages.at(-1);
    if (message === undefined || message.length >= LIMITS.outputChunksPerMessage || bytes > room) {
      if (messages.length === IN_FLIGHT) break;
      message = [];
      messages.push(message);
      room = MESSAGE_BYTES - 200;
    }
    message.push(chunk);
    room -= bytes;
  }
  return messages;
}
