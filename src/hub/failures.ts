import { createHash } from 'node:crypto';
import {
  explained,
  FAILED_STATES,
  groupFailures,
  type ExplainedFailure,
  type FailedJob,
  type FailureGroup,
} from '#domain/failures/group.ts';
import { lastWords } from '#domain/failures/last-words.ts';
import type { Store } from '#store/contract/store.ts';
import type { Clock } from './clock.ts';

/** Chunks of output that are looked at, from its end: 64 KiB when all of them are full, as a rule some lines. */
const CHUNKS = 4;
/** Jobs whose output is read at once: 4 MiB in the worst case. The event loop is free in between. */
const AT_ONCE = 64;
/** Explanations that are remembered: of five containers in which 10,000 computers failed. */
const REMEMBERED = 50_000;
/** Answers stand for a while, the longer the more work they were; one that is asked for meanwhile is the same. */
const STANDS_PER_DURATION = 5;
const CONTAINERS_REMEMBERED = 20;

/** A group of failures, named. */
export interface NamedFailureGroup extends FailureGroup {
  id: string;
}

interface Answer {
  groups: Promise<NamedFailureGroup[]>;
  /** Milliseconds of the hub's clock; undefined while it is being made. */
  until?: number;
}

/** Tells what failed in a container, and what failed alike (Y1 to Y3). */
export class Failures {
  readonly #store: Pick<Store, 'jobs' | 'output'>;
  readonly #clock: Clock;
  /** By job, attempt and the end of its output: more output, another explanation. Oldest first. */
  readonly #explained = new Map<string, Omit<ExplainedFailure, 'job'>>();
  readonly #answers = new Map<string, Answer>();

  constructor({ store, clock }: { store: Pick<Store, 'jobs' | 'output'>; clock: Clock }) {
    this.#store = store;
    this.#clock = clock;
  }

  /** The most frequent first. May be some seconds old where very many failed. */
  async ofContainer(containerId: string): Promise<NamedFailureGroup[]> {
    const now = this.#clock.now().getTime();
    const known = this.#answers.get(containerId);
    if (known !== undefined && (known.until === undefined || known.until > now)) return known.groups;
    const answer: Answer = { groups: this.#make(containerId) };
    this.#answers.delete(containerId);
    this.#answers.set(containerId, answer);
    cut(this.#answers, CONTAINERS_REMEMBERED);
    try {
      return await answer.groups;
    } finally {
      const after = this.#clock.now().getTime();
      answer.until = after + (after - now) * STANDS_PER_DURATION;
    }
  }

  async #make(containerId: string): Promise<NamedFailureGroup[]> {
    const failures: ExplainedFailure[] = [];
    for (let after = 0; ;) {
      const jobs = await this.#store.jobs.failedOf({
        containerId,
        states: FAILED_STATES,
        after,
        limit: AT_ONCE * 8,
      });
      const last = jobs.at(-1);
      if (last === undefined) break;
      for (let from = 0; from < jobs.length; from += AT_ONCE)
        failures.push(...(await this.#explain(jobs.slice(from, from + AT_ONCE))));
      after = last.sequence;
    }
    return groupFailures(failures).map((group) => ({ ...group, id: idOf(group.key) }));
  }

  async #explain(jobs: readonly FailedJob[]): Promise<ExplainedFailure[]> {
    const unread = jobs.filter((job) => !this.#explained.has(keyOf(job)));
    const ends = unread.flatMap(({ id, attempt }) =>
      attempt === undefined || attempt.output.lastSequence === 0
        ? []
        : [{ jobId: id, attempt: attempt.number, last: attempt.output.lastSequence }],
    );
    const chunks = ends.length === 0 ? [] : await this.#store.output.tails(ends, CHUNKS);
    const tails = Map.groupBy(chunks, ({ jobId }) => jobId);
    for (const job of unread) {
      const isWhole = (job.attempt?.output.lastSequence ?? 0) <= CHUNKS;
      const { job: _, ...rest } = explained(job, lastWords(tails.get(job.id) ?? [], { isWhole }));
      this.#explained.set(keyOf(job), rest);
    }
    const told = jobs.map((job) => ({ job, ...this.#explained.get(keyOf(job)) }));
    cut(this.#explained, REMEMBERED);
    return told;
  }
}

const keyOf = ({ id, state, attempt }: FailedJob): string =>
  `${id} ${state} ${attempt?.number ?? 0} ${attempt?.output.lastSequence ?? 0}`;

const idOf = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 16);

/** Lets go of the oldest. */
function cut(map: Map<string, unknown>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) return;
    map.delete(key);
  }
}
