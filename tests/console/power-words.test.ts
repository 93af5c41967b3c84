import { describe, expect, test } from 'vitest';
import type { PowerReason, PowerView } from '#protocol/views/power.ts';
import { postponeChoices } from '#lib/computers/postpone-choices.ts';
import {
  countdown,
  listed,
  powerHeadline,
  powerOutlook,
  powerReason,
  powerWord,
  whoIsLoggedIn,
} from '#lib/words/power.ts';

const NOW = Date.parse('2026-11-23T12:00:00.000Z');
const at = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();
const power = (given: Partial<PowerView> = {}): PowerView => ({
  requestId: '0'.repeat(24),
  action: 'restart',
  state: 'counting',
  reasons: [{ kind: 'hand', by: 'sam', text: '' }],
  requestedAt: at(-60),
  timeoutMinutes: 20,
  until: at(12 * 60),
  users: ['ann'],
  ...given,
});

describe('a restart that is due', () => {
  test.each([
    [12 * 60, 'in 12 min'],
    [11 * 60 + 1, 'in 12 min'],
    [61 * 60, 'in 1 h 1 min'],
    [59, 'in 59 s'],
    [0, 'in a moment'],
    [-30, 'in a moment'],
  ])('%i seconds before it happens it says: %s', (seconds, words) => {
    expect(countdown(at(seconds), NOW)).toBe(words);
  });

  test.each<[Partial<PowerView>, string]>([
    [{}, 'Restart pending, in 12 min'],
    [{ action: 'shutdown' }, 'Shutdown pending, in 12 min'],
    [{ state: 'required' }, 'Restart required'],
    [{ state: 'waiting' }, 'Restart pending'],
    [{ state: 'acting' }, 'Restarting now'],
    [{ state: 'acting', action: 'shutdown' }, 'Shutting down now'],
    [{ problem: 'Access denied' }, 'Restart did not work'],
  ])('%j: %s', (given, headline) => expect(powerHeadline(power(given), NOW)).toBe(headline));

  test('a row says it shorter, and a problem outweighs every state', () => {
    expect(powerWord(power(), NOW)).toBe('Restart in 12 min');
    expect(powerWord(power({ state: 'acting', problem: 'no' }), NOW)).toBe('Restart did not work');
  });

  test('it tells what it waits for', () => {
    const computer = { name: 'till', presence: 'offline' } as const;
    expect(powerOutlook(power({ state: 'waiting' }), computer)).toContain('till is offline');
    expect(powerOutlook(power({ state: 'waiting' }), { ...computer, presence: 'online' })).toBe(
      'till is told as soon as nothing runs there.',
    );
    expect(powerOutlook(power({ users: ['ann', 'ben'] }), computer)).toContain(
      'ann and ben are logged in and have been warned',
    );
    // B3: below 0 not even with nobody logged in.
    expect(powerOutlook(power({ state: 'required', timeoutMinutes: -1 }), computer)).toBe(
      'It never happens by itself. Restart when it suits the user.',
    );
    expect(powerOutlook(power({ state: 'required' }), computer)).toBe(
      'ann is logged in. It waits for a person to decide.',
    );
  });

  test.each<[PowerReason, string]>([
    [
      { kind: 'job', jobId: '1'.repeat(24), packageName: 'Firefox', packageVersion: '128.0' },
      'after Firefox 128.0',
    ],
    [{ kind: 'hand', by: 'sam', text: 'The printer hangs.' }, 'by hand, by sam: The printer hangs.'],
    [{ kind: 'hand', by: 'sam', text: '' }, 'by hand, by sam'],
    [
      { kind: 'completion', containerId: '2'.repeat(24), containerName: 'Nightly' },
      'after completion of Nightly, for which it was woken',
    ],
  ])('%j is told as: %s', (reason, words) => expect(powerReason(reason)).toBe(words));
});

test('people are listed once each, and not all of many', () => {
  expect(listed(['ann'])).toBe('ann');
  expect(listed(['ann', 'ben', 'ann'])).toBe('ann and ben');
  expect(listed(['ann', 'ben', 'cleo'])).toBe('ann, ben and cleo');
  expect(listed(['ann', 'ben', 'cleo', 'dan', 'eve'])).toBe('ann, ben, cleo and 2 more');
  expect(whoIsLoggedIn([])).toBe('Nobody is logged in');
  expect(whoIsLoggedIn(['ann', 'ann'])).toBe('ann is logged in');
});

test('this evening is offered until it is near, then tomorrow morning', () => {
  expect(postponeChoices(new Date(2026, 10, 23, 14, 30)).at(-1)).toEqual({
    name: 'This evening, 19:00',
    minutes: 4 * 60 + 30,
  });
  expect(postponeChoices(new Date(2026, 10, 23, 18, 0)).at(-1)).toEqual({
    name: 'Tomorrow morning, 7:00',
    minutes: 13 * 60,
  });
});
