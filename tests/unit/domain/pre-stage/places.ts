import { conditionsOf } from '#domain/conditions.ts';
import type { JobContainer, PreStageFailure } from '#domain/entities.ts';
import type { AroundComputer, ContentPlace } from '#domain/pre-stage/in-advance.ts';
import { aContainer, anId, THEN } from '#tests/support/builders.ts';
import { later } from '../events.ts';

export const HOUR = 3_600_000;
export const MINUTE = 60_000;
/** A SHA-256 of one letter. */
export const sha = (letter: string) => letter.repeat(64);
export const contentOf = (letter: string) => ({ sha256: sha(letter), bytes: 1_000 });

export const CONTAINER = 'c'.repeat(24);
export const OTHER = 'd'.repeat(24);

/** A job that waits for its start in an hour, with content `a`. */
export const aPlace = (given: Partial<ContentPlace> = {}): ContentPlace => ({
  id: anId(),
  containerId: CONTAINER,
  sequence: 1,
  state: 'waiting',
  priority: 0,
  containerCreatedAt: THEN,
  dueAt: later(HOUR),
  content: contentOf('a'),
  ...given,
});

/** Two containers that pre-stage, or what is given. */
export const around = (asked: Partial<JobContainer> = {}): AroundComputer => ({
  address: '192.0.2.7',
  timeZone: 'UTC',
  conditions: new Map(
    [CONTAINER, OTHER].map((id) => [
      id,
      conditionsOf(aContainer({ id, preStage: true, startAt: later(HOUR), ...asked })),
    ]),
  ),
});

export const aFailure = (given: Partial<PreStageFailure> = {}): PreStageFailure => ({
  sha256: sha('a'),
  reason: 'downloadFailed',
  detail: '',
  at: THEN,
  tries: 1,
  retryAt: later(MINUTE),
  ...given,
});
