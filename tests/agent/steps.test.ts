import { describe, expect, test } from 'vitest';
import { deliveryAfter, type Ending, reconnectAfter, resultOf, type SessionEnd } from '#agent/steps.ts';

describe('what the end of a procedure means', () => {
  const cases: [string, Ending, number[], object][] = [
    ['a listed exit code is success', { exitCode: 3 }, [0, 3], { event: 'succeeded', exitCode: 3 }],
    ['an empty list accepts every exit code', { exitCode: 99 }, [], { event: 'succeeded', exitCode: 99 }],
    [
      'any other exit code is a failure that keeps its code',
      { exitCode: 1 },
      [0],
      { event: 'failed', reason: 'exitCodeNotAccepted', exitCode: 1 },
    ],
    [
      'a signal is no exit code, whatever the list accepts',
      { signal: 'SIGKILL' },
      [],
      { event: 'failed', reason: 'killedBySignal', detail: 'SIGKILL' },
    ],
    [
      'a shell that could not be started says why',
      { spawnFault: 'ENOENT' },
      [],
      { event: 'failed', reason: 'spawnFailed', detail: 'ENOENT' },
    ],
    [
      'the time limit says more than the exit code it caused',
      { exitCode: 0, stopped: 'timeout' },
      [0],
      { event: 'failed', reason: 'timeout', exitCode: 0 },
    ],
    [
      'a cancelled one is cancelled',
      { signal: 'SIGTERM', stopped: 'cancelled' },
      [0],
      { event: 'cancelled' },
    ],
  ];
  test.each(cases)('%s', (_title, ending, successCodes, result) => {
    expect(resultOf(ending, successCodes)).toEqual(result);
  });
});

test('what the hub has judged is dropped, what it could not take is kept', () => {
  expect(deliveryAfter('staleReport')).toBe('drop');
  expect(deliveryAfter('illegalTransition')).toBe('drop');
  expect(deliveryAfter('wrongComputer')).toBe('drop');
  expect(deliveryAfter('unavailable')).toBe('keep');
  expect(deliveryAfter('timedOut')).toBe('keep');
  expect(deliveryAfter('internal')).toBe('keep');
  expect(deliveryAfter('outOfOrder')).toBe('reconnect');
});

describe('when to connect again', () => {
  const after = (end: SessionEnd, facts: { enrolled?: boolean; failures?: number; random?: number } = {}) =>
    reconnectAfter(end, { enrolled: true, failures: 0, random: 1, ...facts });

  test('a lost connection: at once, then later and later, at most 10 s, never in step with others', () => {
    const lost: SessionEnd = { kind: 'lost', wasReady: true };
    expect(after(lost)).toBe(200);
    expect(after(lost, { failures: 3 })).toBe(1600);
    expect(after(lost, { failures: 1000 })).toBe(10_000);
    expect(after(lost, { failures: 1000, random: 0 })).toBe(5_000);
  });

  test('a hub that stops is awaited; a second agent with this identity is avoided; a removed one never returns', () => {
    expect(after({ kind: 'goodbye', reason: 'hubStops' })).toBe(200);
    expect(after({ kind: 'goodbye', reason: 'superseded' })).toBe(60_000);
    expect(after({ kind: 'goodbye', reason: 'removed' })).toBeUndefined();
  });

  test('a refused enrolment is final, a refused proof is tried again slowly', () => {
    const expired: SessionEnd = { kind: 'refused', code: 'enrolmentTokenExpired' };
    expect(after(expired, { enrolled: false })).toBeUndefined();
    expect(after({ kind: 'refused', code: 'unknownComputer' })).toBe(60_000);
    expect(after({ kind: 'wrongHub' }, { enrolled: false })).toBeUndefined();
    expect(after({ kind: 'wrongHub' })).toBe(60_000);
  });

  test('a hub that does not answer is no refusal, also before the enrolment', () => {
    expect(after({ kind: 'refused', code: 'unavailable' }, { enrolled: false })).toBe(200);
  });
});
