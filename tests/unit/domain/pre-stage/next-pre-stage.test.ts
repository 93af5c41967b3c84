import { describe, expect, test } from 'vitest';
import type { PreStageFailure } from '#domain/entities.ts';
import type { ContentPlace } from '#domain/pre-stage/in-advance.ts';
import { nextPreStage, type PreStageFacts } from '#domain/pre-stage/next-pre-stage.ts';
import { ACTIVE_STATES } from '#protocol/job.ts';
import { THEN } from '#tests/support/builders.ts';
import { later } from '../events.ts';
import { aFailure, aPlace, around, contentOf, HOUR, MINUTE, sha } from './places.ts';

const next = (queue: ContentPlace[], facts: Partial<PreStageFacts> = {}, now = THEN) => {
  const step = nextPreStage(queue, { around: around(), held: new Set(), failures: [], ...facts }, now);
  return step.step === 'bring' ? step.what.content.sha256[0] : (step.retryAt ?? 'nothing');
};
const first = aPlace();
const second = aPlace({ content: contentOf('b'), sequence: 2 });
const due = aPlace({ dueAt: THEN });
const { content: _, ...dueWithoutContent } = due;

describe('[V2] a computer is brought', () => {
  test.each<[string, ContentPlace[], Partial<PreStageFacts>, unknown]>([
    ['what the first of its jobs needs', [second, first], {}, 'a'],
    ['the next one, when that is there', [second, first], { held: new Set([sha('a')]) }, 'b'],
    ['nothing, when all is there', [second, first], { held: new Set([sha('a'), sha('b')]) }, 'nothing'],
    ['nothing while a restart is due', [first], { restart: {} }, 'nothing'],
    ['nothing while a job may begin', [first, { ...due, containerId: first.containerId }], {}, 'nothing'],
    ['nothing while a job without content may begin', [first, dueWithoutContent], {}, 'nothing'],
    ['nothing without jobs', [], {}, 'nothing'],
  ])('%s', (_, queue, facts, expected) => {
    expect(next(queue, facts)).toBe(expected);
  });

  test.each(ACTIVE_STATES)('nothing while a job is %s', (state) => {
    expect(next([first, { ...due, state }])).toBe('nothing');
  });

  test('something although a due job is kept from beginning: it holds up nobody', () => {
    const paused = new Map(around().conditions);
    const other = around({ paused: true }).conditions.get(due.containerId);
    if (other !== undefined) paused.set('d'.repeat(24), other);
    const facts = { around: { ...around(), conditions: paused } };
    expect(next([first, { ...due, containerId: 'd'.repeat(24) }], facts)).toBe('a');
  });
});

describe('[V6] what has failed', () => {
  const failures: PreStageFailure[] = [aFailure({ retryAt: later(2 * MINUTE) })];

  test('lets others go first, and is tried again when its time has come', () => {
    expect(next([first, second], { failures })).toBe('b');
    expect(next([first, second], { failures }, later(2 * MINUTE))).toBe('a');
  });

  test('says when it is tried again, the earliest of several; only what is still wanted counts', () => {
    const more = [
      ...failures,
      aFailure({ sha256: sha('b'), retryAt: later(MINUTE) }),
      aFailure({ sha256: sha('f'), retryAt: later(1) }),
    ];
    expect(next([first, second], { failures: more })).toEqual(later(MINUTE));
    expect(next([first], { failures: more })).toEqual(later(2 * MINUTE));
    expect(next([first], { failures: more }, later(HOUR))).toBe('nothing');
  });
});
