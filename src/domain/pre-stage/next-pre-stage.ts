import { earliest } from '../conditions.ts';
import type { PreStageFailure } from '../entities.ts';
import { firstInTurn, type Circumstances } from '../queue.ts';
import { isActive } from '../transitions.ts';
import { wantedInAdvance, type AroundComputer, type ContentPlace, type InAdvance } from './in-advance.ts';

/** What is known of a computer beside its queue. */
export interface PreStageFacts {
  around: AroundComputer;
  /** Content it has. */
  held: ReadonlySet<string>;
  failures: readonly PreStageFailure[];
  /** B4: what its queue waits for. */
  restart?: Circumstances['restart'];
}

/**
 * What is brought to a computer next. Nothing: `retryAt` says when something that failed is tried again.
 */
export type NextPreStage = { step: 'bring'; what: InAdvance } | { step: 'nothing'; retryAt?: Date };

/**
 * V2: one content at a time, that of the job which begins first, and only while nothing is active there or may begin,
 * and no restart is due.
 */
export function nextPreStage(queue: readonly ContentPlace[], facts: PreStageFacts, now: Date): NextPreStage {
  if (facts.restart !== undefined || isAtWork(queue, facts.around, now)) return { step: 'nothing' };
  const missing = wantedInAdvance(queue, facts.around, now).filter(
    ({ content }) => !facts.held.has(content.sha256),
  );
  const blocked = new Map(
    facts.failures.filter(({ retryAt }) => retryAt > now).map((one) => [one.sha256, one.retryAt]),
  );
  const what = missing.find(({ content }) => !blocked.has(content.sha256));
  if (what !== undefined) return { step: 'bring', what };
  const retryAt = earliest(missing.map(({ content }) => blocked.get(content.sha256)));
  return { step: 'nothing', ...(retryAt === undefined ? {} : { retryAt }) };
}

/** Whether a job is active, or one may begin: also when it still waits for a download slot. */
function isAtWork(queue: readonly ContentPlace[], around: AroundComputer, now: Date): boolean {
  return (
    queue.some(({ state }) => isActive(state)) ||
    firstInTurn(queue, { presence: 'online', ...around }, now) !== undefined
  );
}
