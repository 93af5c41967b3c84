import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import type { Reply, RequestName } from '#agent/connection.ts';
import { PowerReports } from '#agent/power-reports.ts';
import type { PowerReport } from '#protocol/agent.ts';
import { type ErrorCode, Refusal } from '#protocol/errors.ts';
import { drivenAgentClock } from './support/driven-clock.ts';
import { newIdentifier } from './support/jobs.ts';

const requestId = newIdentifier();
const acting: PowerReport = { state: 'acting', requestId };
const counting = (inSeconds: number): PowerReport => ({ state: 'counting', requestId, inSeconds, users: [] });

function desk() {
  const clock = drivenAgentClock();
  const reports = new PowerReports({ clock, log: pino({ level: 'silent' }) });
  return { clock, reports, session: (answers?: (ErrorCode | 'silence')[]) => session(reports, answers) };
}

/** A ready session, whose hub answers each request as it is told, and takes it when it was told nothing. */
function session(reports: PowerReports, answers: (ErrorCode | 'silence')[] = []) {
  const sent: unknown[] = [];
  const end = new AbortController();
  let closed = false;
  onTestFinished(() => end.abort());
  const connection = {
    request<Name extends RequestName>(_name: Name, message: unknown): Promise<Reply<Name>> {
      sent.push(message);
      const answer = answers.shift();
      if (answer === 'silence') return new Promise(() => undefined);
      if (answer !== undefined) return Promise.reject(new Refusal(answer));
      return Promise.resolve({} as Reply<Name>);
    },
    close: () => {
      closed = true;
      end.abort();
    },
  };
  const sending = reports.send(connection, end.signal);
  return { sent, sending, end: () => end.abort(), isClosed: () => closed };
}

test('what was told with nobody there is told to the next session, once: the newest alone', async () => {
  const { reports, session, clock } = desk();
  reports.tell(() => counting(60));
  reports.tell(() => acting);
  const first = session();
  await clock.advance(0);
  expect(first.sent).toEqual([acting]);
  first.end();
  await first.sending;
  const second = session();
  await clock.advance(0);
  expect(second.sent).toEqual([]);
});

test('a count is told to every session, with what is left of it then', async () => {
  const { reports, session, clock } = desk();
  let left = 60;
  reports.tell(() => counting(left));
  const first = session();
  await clock.advance(0);
  first.end();
  await first.sending;
  left = 45;
  const second = session();
  await clock.advance(0);
  expect([first.sent, second.sent]).toEqual([[counting(60)], [counting(45)]]);
});

test('a hub that cannot take it now is asked again; one that refuses it is not', async () => {
  const { reports, session, clock } = desk();
  const hub = session(['unavailable', 'notFound']);
  reports.tell(() => acting);
  await clock.advance(0);
  expect(hub.sent).toHaveLength(1);
  await clock.advance(10_000);
  expect(hub.sent).toHaveLength(2);
  await clock.advance(10_000);
  expect(hub.sent).toHaveLength(2);
});

test('a hub that does not know this agent any more gets another session first', async () => {
  const { reports, session } = desk();
  const hub = session(['outOfOrder']);
  reports.tell(() => acting);
  await hub.sending;
  expect(hub.isClosed()).toBe(true);
  const next = session();
  await reports.tellFirst(() => acting);
  expect(next.sent.at(-1)).toEqual(acting);
});

test('what must be told first waits for the answer, and not longer than two seconds', async () => {
  const { reports, session, clock } = desk();
  await reports.tellFirst(() => acting);
  session();
  await reports.tellFirst(() => acting);
  const { reports: others, session: silentSession, clock: otherClock } = desk();
  silentSession(['silence']);
  let waited = false;
  const told = others.tellFirst(() => acting).then(() => (waited = true));
  await otherClock.advance(1999);
  expect(waited).toBe(false);
  await otherClock.advance(1);
  await told;
  expect(clock.armed).toBe(0);
});

test('the end of the session ends the waiting', async () => {
  const { reports, session } = desk();
  const hub = session(['silence']);
  const told = reports.tellFirst(() => acting);
  hub.end();
  await told;
});

test('what was called off is not told any more; what another order came to is', async () => {
  const { reports, session, clock } = desk();
  reports.tell(() => counting(60));
  reports.forget(newIdentifier());
  const first = session();
  await clock.advance(0);
  expect(first.sent).toHaveLength(1);
  first.end();
  await first.sending;
  reports.forget(requestId);
  const second = session();
  await clock.advance(0);
  expect(second.sent).toEqual([]);
});
