import { describe, expect, test } from 'vitest';
import { grantsInAdvance } from '#domain/content-grant.ts';
import { conditionsOf } from '#domain/conditions.ts';
import type { ComputerContents } from '#domain/entities.ts';
import { contentNote } from '#domain/pre-stage/content-note.ts';
import { sameContents, withFailure, withHeld } from '#domain/pre-stage/failures.ts';
import { stagedCounts } from '#domain/pre-stage/staged-counts.ts';
import { aContainer, anId, THEN } from '#tests/support/builders.ts';
import { later } from '../events.ts';
import { aFailure, CONTAINER, contentOf, HOUR, MINUTE, sha } from './places.ts';

const computerId = anId();
const nothing: ComputerContents = { computerId, held: [], failures: [] };
const failed = { sha256: sha('a'), reason: 'diskFull', detail: 'no room' } as const;

describe('[V6] failures', () => {
  test('are tried again after 1 minute, then twice as long each time, 2 hours at most', () => {
    const delays = [];
    let contents = nothing;
    for (let tries = 1; tries <= 9; tries += 1) {
      contents = withFailure(contents, failed, THEN);
      const [failure] = contents.failures;
      expect(failure).toMatchObject({ ...failed, tries, at: THEN });
      delays.push(((failure?.retryAt.getTime() ?? 0) - THEN.getTime()) / MINUTE);
    }
    expect(delays).toEqual([1, 2, 4, 8, 16, 32, 64, 120, 120]);
    expect(contents.failures).toHaveLength(1);
  });

  test('are forgotten when the content is there, and of the others the newest 20 are remembered', () => {
    let contents = withFailure(nothing, failed, THEN);
    for (let other = 10; other < 35; other += 1) {
      contents = withFailure(contents, { ...failed, sha256: String(other).repeat(32) }, THEN);
    }
    expect(contents.failures).toHaveLength(20);
    const one = contents.failures[0]?.sha256 ?? '';
    expect(withHeld(contents, [one]).failures.map(({ sha256 }) => sha256)).not.toContain(one);
    expect(withHeld(contents, [one]).failures).toHaveLength(19);
  });

  test('another try is a change, another order is none', () => {
    const once = withFailure(withHeld(nothing, [sha('b'), sha('c')]), failed, THEN);
    expect(sameContents(once, withHeld(once, [sha('c'), sha('b'), sha('b')]))).toBe(true);
    expect(sameContents(once, withHeld(once, [sha('c')]))).toBe(false);
    expect(sameContents(once, withFailure(once, failed, THEN))).toBe(false);
    expect(sameContents(once, withHeld(once, [sha('a'), sha('b'), sha('c')]))).toBe(false);
  });
});

test('[V7] counted are the computers that need content, those that have all of it, and those where it failed', () => {
  const ids = ['1', '2', '3', '4', '5'].map((digit) => digit.repeat(24));
  const [whole = '', half = '', broken = '', lucky = '', unknown = ''] = ids;
  const needs = new Map(ids.map((id) => [id, new Set([sha('a'), sha('b')])]));
  const knows = (id: string, letters: string, failures: ComputerContents['failures'] = []) => ({
    computerId: id,
    held: [...letters].map(sha),
    failures,
  });
  const contents = [
    knows(whole, 'abc'),
    knows(half, 'a'),
    knows(broken, 'b', [aFailure()]),
    knows(lucky, '', [aFailure({ sha256: sha('f') })]),
    knows('6'.repeat(24), 'ab'),
  ];
  expect(needs.has(unknown)).toBe(true);
  expect(stagedCounts(needs, contents)).toEqual({ computers: 5, present: 1, failed: 1 });
});

describe('what a waiting job says of its content', () => {
  const job = { content: contentOf('a'), dueAt: later(HOUR) };
  const facts = {
    contents: nothing,
    coming: undefined,
    conditions: conditionsOf(aContainer({ preStage: true, startAt: later(HOUR) })),
    now: THEN,
    timeZone: 'UTC',
  };
  const failure = aFailure();
  const withFailed = { ...nothing, failures: [failure] };

  test.each<[string, Partial<Parameters<typeof contentNote>[1]>, unknown]>([
    ['nothing, when nothing is known', {}, undefined],
    ['nothing, of a computer that tells nothing', { contents: undefined }, undefined],
    ['[V5] that it is there', { contents: { ...nothing, held: [sha('a')] } }, { state: 'present' }],
    [
      '[V5] that it is there, also without being asked for',
      { contents: { ...nothing, held: [sha('a')] }, conditions: undefined },
      { state: 'present' },
    ],
    ['that it is coming', { coming: sha('a'), contents: withFailed }, { state: 'coming' }],
    ['nothing, while other content is coming', { coming: sha('b') }, undefined],
    ['[V6] that it has failed', { contents: withFailed }, { state: 'failed', failure }],
    ['[V6] nothing of a failure once it may begin', { contents: withFailed, now: later(HOUR) }, undefined],
    [
      '[V6] nothing of a failure when nobody asks for it any more',
      { contents: withFailed, conditions: conditionsOf(aContainer({ startAt: later(HOUR) })) },
      undefined,
    ],
  ])('%s', (_, given, note) => {
    expect(contentNote(job, { ...facts, ...given })).toEqual(note);
  });

  test('nothing, when it needs none', () => {
    expect(contentNote({ dueAt: THEN }, { ...facts, coming: sha('a') })).toBeUndefined();
  });
});

describe('[A5] [V4] content is given in advance', () => {
  const grant = { id: anId(), computerId, sha256: sha('a') };
  const request = { computerId, grantId: grant.id, sha256: sha('a'), expiresAt: THEN.toISOString() };
  const wanted = [{ content: contentOf('a'), containerId: CONTAINER, beginsAt: later(HOUR) }];

  test('for the grant that the computer has, while it is wanted there', () => {
    expect(grantsInAdvance(grant, request, wanted)).toBe(true);
  });

  test.each<[string, Parameters<typeof grantsInAdvance>]>([
    ['without a grant', [undefined, request, wanted]],
    ['for another grant', [grant, { ...request, grantId: anId() }, wanted]],
    ['for the grant of another computer', [{ ...grant, computerId: anId() }, request, wanted]],
    ['for other content than that of the grant', [grant, { ...request, sha256: sha('b') }, wanted]],
    ['when it is not wanted any more', [grant, request, []]],
    [
      'when only other content is wanted',
      [grant, request, wanted.map((one) => ({ ...one, content: contentOf('b') }))],
    ],
  ])('never %s', (_, facts) => {
    expect(grantsInAdvance(...facts)).toBe(false);
  });
});
