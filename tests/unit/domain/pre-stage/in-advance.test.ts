import { describe, expect, test } from 'vitest';
import { beginsAt } from '#domain/conditions.ts';
import type { JobContainer } from '#domain/entities.ts';
import { contentsToKeep, wantedInAdvance, type ContentPlace } from '#domain/pre-stage/in-advance.ts';
import { parseTimeFrames } from '#domain/time-frames.ts';
import { JobState } from '#protocol/job.ts';
import { THEN } from '#tests/support/builders.ts';
import { later } from '../events.ts';
import { aPlace, around, CONTAINER, contentOf, HOUR, OTHER, sha } from './places.ts';

// THEN is 2026-03-01T08:00Z.
const wantedFor = (place: ContentPlace, asked: Partial<JobContainer> = {}, now = THEN) =>
  wantedInAdvance([place], around(asked), now);

describe('from when on a job may begin', () => {
  const framesOf = (text: string) => {
    const parsed = parseTimeFrames(text);
    return 'frames' in parsed ? parsed.frames : [];
  };
  test.each<[string, { dueAt: Date; frames?: string; endAt?: Date }, Date | undefined]>([
    ['at its date', { dueAt: later(HOUR) }, later(HOUR)],
    ['now, when its date is over', { dueAt: later(-HOUR) }, THEN],
    ['when a frame opens after its date', { dueAt: later(HOUR), frames: '10:00-11:00' }, later(2 * HOUR)],
    ['at its date within a frame', { dueAt: later(HOUR), frames: '8:30-11:00' }, later(HOUR)],
    ['when a frame opens next', { dueAt: THEN, frames: '10:00-11:00' }, later(2 * HOUR)],
    ['never, with frames that never open', { dueAt: THEN, frames: '!0:00-23:59' }, undefined],
    [
      'never, when a frame opens only after the end',
      { dueAt: THEN, frames: '10:00-11:00', endAt: later(2 * HOUR) },
      undefined,
    ],
  ])('[V1] %s', (_, { frames = '', ...dates }, expected) => {
    expect(beginsAt({ ...dates, frames: framesOf(frames) }, THEN, 'UTC')).toEqual(expected);
  });
});

describe('content is wanted in advance', () => {
  const wanted = [{ content: contentOf('a'), containerId: CONTAINER, beginsAt: later(HOUR) }];

  test('[V1] until the date lets the job begin, and not from then on', () => {
    expect(wantedFor(aPlace())).toEqual(wanted);
    expect(wantedFor(aPlace(), {}, later(HOUR - 1))).toEqual(wanted);
    expect(wantedFor(aPlace(), {}, later(HOUR))).toEqual([]);
  });

  test('[V1] while a time frame is closed, also after the date', () => {
    const place = aPlace({ dueAt: later(-HOUR) });
    const asked = { startAt: later(-HOUR), timeFrames: '9:00-10:00' };
    expect(wantedFor(place, asked)).toEqual(wanted);
    expect(wantedFor(place, asked, later(HOUR))).toEqual([]);
  });

  test.each<[string, Partial<ContentPlace>, Partial<JobContainer>]>([
    ['without being asked for', {}, { preStage: false }],
    ['of a container that is paused', {}, { paused: true }],
    ['where the end date comes before the start', {}, { endAt: later(HOUR / 2) }],
    ['where no frame opens before the end date', {}, { timeFrames: '9:00-9:30', endAt: later(HOUR) }],
    ['at an address that is not in range', {}, { addressRanges: '198.51.100.0/24' }],
    ['of a container that is gone', { containerId: 'e'.repeat(24) }, {}],
  ])('[V1] never %s', (_, place, asked) => {
    expect(wantedFor(aPlace(place), asked)).toEqual([]);
  });

  test('[V1] never for a job without content', () => {
    const { content: _, ...bare } = aPlace();
    expect(wantedFor(bare)).toEqual([]);
  });

  test.each(JobState.options)('[V1] or not, by the state of the job: %s', (state) => {
    expect(wantedFor(aPlace({ state }))).toHaveLength(state === 'waiting' ? 1 : 0);
  });

  test('[V2] each content once, that of the job which begins first at the head', () => {
    const queue = [
      aPlace({ content: contentOf('b'), dueAt: later(3 * HOUR) }),
      aPlace({ content: contentOf('c'), dueAt: later(2 * HOUR), sequence: 2 }),
      aPlace({ content: contentOf('a'), dueAt: later(2 * HOUR), sequence: 1 }),
      aPlace({ content: contentOf('b'), dueAt: later(HOUR), containerId: OTHER }),
      aPlace({ content: contentOf('d'), dueAt: later(2 * HOUR), sequence: 3, priority: 1 }),
    ];
    const order = wantedInAdvance(queue, around(), THEN);
    expect(order.map(({ content }) => content.sha256[0]).join('')).toBe('bdac');
    expect(order[0]).toEqual({ content: contentOf('b'), containerId: OTHER, beginsAt: later(HOUR) });
  });
});

describe('[V8] to be kept', () => {
  test('is what is wanted in advance, then what jobs wait for, whoever asked for it and whenever they begin', () => {
    const { content: _, ...bare } = aPlace();
    const queue = [aPlace({ content: contentOf('b'), dueAt: THEN }), aPlace(), aPlace(), bare];
    expect(contentsToKeep(queue, [])).toEqual([sha('b'), sha('a')]);
    expect(contentsToKeep(queue, wantedInAdvance(queue, around(), THEN))).toEqual([sha('a'), sha('b')]);
  });

  test('is always what is wanted, however much that is: 100 contents at once, and 200 are kept', () => {
    const many = Array.from({ length: 250 }, (_, number) =>
      aPlace({ sequence: 250 - number, content: { sha256: String(1_000 + number).repeat(16), bytes: 1 } }),
    );
    const wanted = wantedInAdvance(many, around(), THEN);
    expect(wanted).toHaveLength(100);
    const kept = contentsToKeep(many, wanted);
    expect(kept).toHaveLength(200);
    expect(kept.slice(0, 100)).toEqual(wanted.map(({ content }) => content.sha256));
  });
});
