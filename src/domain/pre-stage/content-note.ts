import type { Conditions } from '../conditions.ts';
import type { ComputerContents, PreStageFailure } from '../entities.ts';
import type { QueuePlace } from '../queue.ts';
import { aheadUntil } from './in-advance.ts';

/** What is known of a waiting job's content at its computer. */
export type ContentNote =
  { state: 'present' } | { state: 'coming' } | { state: 'failed'; failure: PreStageFailure };

/** V5, V6: what a waiting job says of its content: it is there, is being brought in advance, or could not be. */
export function contentNote(
  { content, dueAt }: Pick<QueuePlace, 'content' | 'dueAt'>,
  facts: {
    contents: ComputerContents | undefined;
    /** What is being brought there now. */
    coming: string | undefined;
    conditions: Conditions | undefined;
    now: Date;
    timeZone: string;
  },
): ContentNote | undefined {
  if (content === undefined) return undefined;
  const { contents, coming, conditions } = facts;
  if (contents?.held.includes(content.sha256) === true) return { state: 'present' };
  if (coming === content.sha256) return { state: 'coming' };
  const failure = contents?.failures.find(({ sha256 }) => sha256 === content.sha256);
  // Once it may begin it downloads by itself: what failed before does not matter any more.
  const matters = conditions !== undefined && aheadUntil(conditions, dueAt, facts) !== undefined;
  return failure !== undefined && matters ? { state: 'failed', failure } : undefined;
}
