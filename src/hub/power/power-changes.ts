import type { PendingPower } from '#domain/entities.ts';
import type { Job } from '#domain/job.ts';
import { powerFacts } from '#domain/timeline/power.ts';
import { requestPower, type PowerDecision, type PowerMoment } from '#domain/power/pending-power.ts';
import { Refusal } from '#protocol/errors.ts';
import type { ComputerSummary } from '#store/contract/aggregates.ts';
import type { HubContext } from '../hub-context.ts';
import { USUAL_TIMEOUT_MINUTES } from './usual-timeout.ts';

/** Lost races for one computer before giving up. Its writers are few: its session, and people. */
const TRIES = 20;

export interface PowerApplied {
  outcome: 'changed' | 'known';
  /** What is due now. */
  power?: PendingPower;
  before?: PendingPower;
}

type Parts = Pick<HubContext, 'store' | 'announcer' | 'clock' | 'completions' | 'timeline'>;

/** The one way in which what is due on a computer changes: read, let the domain decide, compare-and-set, tell. */
export class PowerChanges {
  readonly #parts: () => Parts;

  constructor(parts: () => Parts) {
    this.#parts = parts;
  }

  /** Decides again on fresh facts as long as somebody else is faster. `by`: the person who decides. @throws Refusal `notFound`, the decision's */
  async apply(
    computerId: string,
    decide: (computer: ComputerSummary) => PowerDecision | Promise<PowerDecision>,
    by?: string,
  ): Promise<PowerApplied> {
    const { store, announcer, completions, timeline } = this.#parts();
    for (let tries = 0; tries < TRIES; tries += 1) {
      const computer = await store.computers.get(computerId);
      if (computer === undefined) throw new Refusal('notFound');
      const before = computer.power === undefined ? {} : { before: computer.power };
      const decision = await decide(computer);
      if (decision.outcome === 'refused') throw new Refusal(decision.code);
      if (decision.outcome === 'known') {
        return {
          outcome: 'known',
          ...before,
          ...(computer.power === undefined ? {} : { power: computer.power }),
        };
      }
      const { power, wake, end } = decision;
      // Before the power is taken away: a wake that still asked would have the computer shut down once more.
      if (wake !== undefined) await completions.settle({ ...wake, computerId });
      const saved = await store.computers.changePower(computerId, computer.revision, power ?? null);
      if (saved === undefined) continue;
      timeline.tell(computerId, ...powerFacts({ ...before, after: power, end, by }));
      await announcer.queues([computerId]);
      return { outcome: 'changed', ...before, ...(power === undefined ? {} : { power }) };
    }
    throw new Refusal('changedMeanwhile');
  }

  /** B1: what a job that succeeded owes its computer. Repeating it changes nothing. */
  async requestFor(job: Job): Promise<void> {
    const { postAction } = job;
    if (postAction === 'none') return;
    const { store } = this.#parts();
    const container = await store.containers.get(job.containerId);
    const timeoutMinutes = container?.restartTimeoutMinutes ?? USUAL_TIMEOUT_MINUTES;
    const { id: jobId, packageName, packageVersion } = job;
    const reason = { kind: 'job', jobId, packageName, packageVersion } as const;
    await this.apply(job.computerId, (computer) =>
      hasBootedSince(computer, job)
        ? { outcome: 'known' }
        : requestPower(
            computer.power,
            { action: postAction, reason, timeoutMinutes },
            this.momentOf(computer),
          ),
    ).catch(unlessGone);
  }

  /** What a request says of the moment and the computer. */
  momentOf({ bootId, processId }: ComputerSummary): PowerMoment {
    const { store, clock } = this.#parts();
    return {
      id: store.newId(),
      now: clock.now(),
      ...(bootId === undefined ? {} : { bootId }),
      ...(processId === undefined ? {} : { processId }),
    };
  }
}

/** A result may arrive long after its computer was restarted: then nothing is due any more. */
const hasBootedSince = ({ bootedAt }: ComputerSummary, { attempt }: Job) =>
  bootedAt !== undefined && attempt?.finishedAt !== undefined && bootedAt > attempt.finishedAt;

/** A computer that was removed owes nothing. */
function unlessGone(error: unknown): void {
  if (!(error instanceof Refusal) || error.code !== 'notFound') throw error;
}
