import { differenceWords, type Decision } from '#domain/plan/difference.ts';
import { Refusal, type FieldProblem } from '#protocol/errors.ts';
import type { ComputerPlan, DeploymentPlan } from './plan-deployment.ts';

/** Previews that may be compared with what is created after them. Older ones are only known to differ. */
const PLANS_KEPT = 20;
const COMPUTERS_KEPT = 100_000;
/** Computers that one refusal names. */
const DIFFERENCES_NAMED = 20;

type Remembered = ReadonlyMap<string, { name: string; decisions: readonly Decision[] }>;

/** What was shown to admins lately, so that a refusal can say what has changed since. */
export class RecentPlans {
  /** The newest last. */
  readonly #plans = new Map<string, Remembered>();

  remember(plan: DeploymentPlan): void {
    this.#plans.delete(plan.digest);
    this.#plans.set(plan.digest, new Map(plan.computers.map(remembered)));
    let computers = this.#plans.values().reduce((sum, one) => sum + one.size, 0);
    for (const [digest, { size }] of this.#plans) {
      if (this.#plans.size <= PLANS_KEPT && computers <= COMPUTERS_KEPT) return;
      if (digest === plan.digest) return;
      this.#plans.delete(digest);
      computers -= size;
    }
  }

  /** The refusal of a plan that is no longer the one with this digest: what differs, computer by computer. */
  refusal(digest: string, plan: DeploymentPlan): Refusal {
    const before = this.#plans.get(digest);
    if (before === undefined) {
      return new Refusal('planChanged', {
        detail: 'The preview is too old to say what differs. Look at it again.',
      });
    }
    const after: Remembered = new Map(plan.computers.map(remembered));
    const ids = [...new Set([...before.keys(), ...after.keys()])];
    const fields: FieldProblem[] = [];
    let differing = 0;
    for (const id of ids) {
      const words = differenceWords(before.get(id)?.decisions, after.get(id)?.decisions);
      if (words === undefined) continue;
      differing += 1;
      const name = (after.get(id) ?? before.get(id))?.name ?? id;
      if (fields.length < DIFFERENCES_NAMED) {
        fields.push({ path: `computers.${id}`, message: `${name}: ${words}` });
      }
    }
    const first = fields[0]?.message ?? 'the order of the computers has changed';
    return new Refusal('planChanged', {
      detail: `${differing} of ${ids.length} computers differ. ${first}.`,
      fields,
    });
  }
}

const remembered = ({
  computer,
  decisions,
}: ComputerPlan): [string, { name: string; decisions: readonly Decision[] }] => [
  computer.id,
  { name: computer.name, decisions },
];
