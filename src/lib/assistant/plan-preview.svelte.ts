import { isFormProblem, type FormProblem } from '../services/form-problem.ts';
import type { PlanWish, ShownPlan } from './shown-plan.ts';
import { text } from '../messages/text.ts';

/** As after the last key in a search: ticking several boxes in a row asks once. */
const PAUSE_MILLISECONDS = 200;

type Answer = { plan: ShownPlan } | { problem: FormProblem };

/** What the hub would do with the present choice. The latest question wins; an older answer is never shown. */
export class PlanPreview {
  /** While another one is asked for: the one before. */
  plan = $state.raw<ShownPlan | undefined>(undefined);
  problem = $state.raw<FormProblem | undefined>(undefined);
  /** `plan` is not yet the one of the present choice. */
  pending = $state(true);
  /** More computers of the plan are asked for. */
  isAskingMore = $state(false);
  /** Why there came no more of them. */
  moreProblem = $state.raw<FormProblem | undefined>(undefined);
  #wish: PlanWish | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: AbortController | undefined;

  /** @param wish undefined while the choice is incomplete: there is nothing to show then. */
  want(wish: PlanWish | undefined): void {
    this.stop();
    this.#wish = wish;
    this.pending = true;
    this.moreProblem = undefined;
    if (wish !== undefined) {
      this.#timer = setTimeout(() => void this.#ask(wish), PAUSE_MILLISECONDS);
      return;
    }
    this.plan = undefined;
    this.problem = undefined;
  }

  /**
   * Lists the next computers of the plan below those that are listed. A plan that has become another one meanwhile is
   * shown anew, from its beginning. @returns whether there are more of them now
   */
  async more(): Promise<boolean> {
    const { plan } = this;
    const wish = this.#wish;
    if (wish === undefined || plan?.next === undefined || this.pending || this.isAskingMore) return false;
    const mine = new AbortController();
    this.#asking = mine;
    this.isAskingMore = true;
    const answer = await answerTo({ ...wish, from: plan.next }, mine.signal);
    this.isAskingMore = false;
    if (mine.signal.aborted) return false;
    if ('problem' in answer) {
      this.moreProblem = answer.problem;
      return false;
    }
    if (answer.plan.digest !== plan.digest) {
      this.want(wish);
      return false;
    }
    this.moreProblem = undefined;
    this.plan = { ...answer.plan, computers: [...plan.computers, ...answer.plan.computers] };
    return true;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#asking?.abort();
  }

  async #ask(wish: PlanWish): Promise<void> {
    const mine = new AbortController();
    this.#asking = mine;
    const answer = await answerTo(wish, mine.signal);
    if (mine.signal.aborted) return;
    this.plan = 'plan' in answer ? answer.plan : undefined;
    this.problem = 'problem' in answer ? answer.problem : undefined;
    this.pending = false;
  }
}

async function answerTo(wish: PlanWish & { from?: number }, signal: AbortSignal): Promise<Answer> {
  try {
    const response = await fetch('/containers/new/preview', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(wish),
      // A session that has ended is answered with the way to the sign-in page, which is no plan.
      redirect: 'error',
      signal,
    });
    const body: unknown = await response.json();
    if (response.ok) return { plan: body as ShownPlan };
    return { problem: isFormProblem(body) ? body : unreachable() };
  } catch {
    return { problem: unreachable() };
  }
}

const unreachable = (): FormProblem => ({
  code: 'unavailable',
  message: text('common.unreachable'),
  fields: [],
});
