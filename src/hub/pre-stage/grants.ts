import type { PreStageGrant } from '#domain/content-grant.ts';
import type { InAdvance } from '#domain/pre-stage/in-advance.ts';
import type { OrderAnswer, PreStageOrder } from '#protocol/orders.ts';
import type { AgentSession } from '../agent-sessions.ts';
import type { Cancel } from '../clock.ts';
import type { HubContext } from '../hub-context.ts';
import { coerceError } from '../log.ts';
import { signOrder } from '../orders.ts';

/** V4: after this long a grant ends. What is still wanted then gets another, and goes on where it was. */
const VALID_MILLISECONDS = 6 * 3_600_000;

export interface Grant extends PreStageGrant {
  containerId: string;
  session: AgentSession;
  /** The agent has been told to stop. */
  isEnding: boolean;
  expiry: Cancel;
}

type Parts = Pick<HubContext, 'store' | 'key' | 'clock' | 'log' | 'downloads' | 'heldContents'>;

/**
 * V4: what computers are to bring into their caches now: one each, bound to its session, each with a slot. In memory:
 * an agent that connects has nothing going, what had arrived apart.
 */
export class PreStageGrants {
  readonly #parts: () => Parts;
  readonly #ended: (computerId: string) => void;
  readonly #grants = new Map<string, Grant>();

  /** @param ended a computer brings nothing any more, and something else may be brought there */
  constructor(parts: () => Parts, ended: (computerId: string) => void) {
    this.#parts = parts;
    this.#ended = ended;
  }

  of(computerId: string): Grant | undefined {
    return this.#grants.get(computerId);
  }

  /** Computers that bring something for this container. */
  ofContainer(containerId: string): string[] {
    return [...this.#grants.values()]
      .filter((grant) => grant.containerId === containerId)
      .map(({ computerId }) => computerId);
  }

  /** Takes a slot, and orders it. @param keep all that is to be kept, this content too */
  give(session: AgentSession, { content, containerId, beginsAt }: InAdvance, keep: string[]): void {
    const { store, clock, downloads } = this.#parts();
    const { computerId, subnet } = session;
    const id = store.newId();
    const expiry = clock.after(VALID_MILLISECONDS, () => this.stop(computerId));
    const { sha256 } = content;
    const grant: Grant = { id, computerId, sha256, containerId, session, isEnding: false, expiry };
    downloads.take({ id, computerId, subnet, beginsAt });
    this.#grants.set(computerId, grant);
    const until = new Date(clock.now().getTime() + VALID_MILLISECONDS).toISOString();
    this.#order(session, { keep, fetch: { grantId: id, content, until } }, ({ answer, detail = '' }) => {
      if (answer === 'accepted') return undefined;
      this.#remove(grant);
      // Looked at again when the job has ended that it is busy with.
      return answer === 'busy' ? undefined : this.#refused(grant, detail);
    });
  }

  /** Tells what is to be kept. Not while something is being brought there: that would end it. */
  keep(session: AgentSession, keep: string[]): void {
    this.#order(session, { keep }, () => undefined);
  }

  /** V3, V4: tells the agent to stop. Its slot is free when it has answered. */
  stop(computerId: string): void {
    const grant = this.#grants.get(computerId);
    if (grant === undefined || grant.isEnding) return;
    grant.isEnding = true;
    this.#order(grant.session, { keep: [...(grant.session.cache?.kept ?? [])] }, () => {
      if (this.#remove(grant)) this.#ended(computerId);
      return undefined;
    });
  }

  /** Its agent has told how it ended. */
  end(grant: Grant): void {
    if (this.#remove(grant)) this.#ended(grant.computerId);
  }

  /** The computer is gone, or has been handed a job: the agent stops by itself. */
  drop(computerId: string): void {
    const grant = this.#grants.get(computerId);
    if (grant !== undefined) this.#remove(grant);
  }

  clear(): void {
    for (const { expiry } of this.#grants.values()) expiry();
  }

  async #refused({ computerId, sha256 }: Grant, detail: string): Promise<void> {
    this.#parts().log.warn({ computerId, detail }, 'an agent refused to bring content in advance');
    await this.#parts().heldContents.failed(computerId, { sha256, reason: 'orderRefused', detail });
    this.#ended(computerId);
  }

  /** @returns whether it was still going */
  #remove(grant: Grant): boolean {
    const { computerId, id, expiry } = grant;
    if (this.#grants.get(computerId) !== grant) return false;
    this.#grants.delete(computerId);
    expiry();
    this.#parts().downloads.free(computerId, id);
    return true;
  }

  #order(
    session: AgentSession,
    order: Pick<PreStageOrder, 'keep' | 'fetch'>,
    answered: (answer: OrderAnswer) => Promise<void> | undefined,
  ): void {
    const { key, clock, log } = this.#parts();
    if (session.cache !== undefined) session.cache.kept = new Set(order.keep);
    const signed = signOrder({ key, clock, session, order: { purpose: 'preStage', ...order } });
    session.peer.order(signed, (answer) => {
      if (!answer.ok) return session.peer.close();
      void session.queue
        .run(async () => answered(answer.value))
        .catch((error: unknown) => {
          const reason = coerceError(error).message;
          log.warn({ computerId: session.computerId, reason }, 'an answer could not be stored');
        });
    });
  }
}
