import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { AttemptEvent } from '#protocol/agent.ts';
import type { InventoryReport } from '#protocol/inventory.ts';
import { Order, type JobOrder } from '#protocol/orders.ts';
import { BareAgent } from '../bare-agent.ts';
import { Chance } from './chance.ts';
import type { Machine } from './machine.ts';
import { runOf } from './output.ts';

/** How the agents of a fleet behave. */
export interface Temper {
  /** Milliseconds that a job takes, at least and at most. */
  least: number;
  most: number;
  /** Share of jobs that fail. */
  failing: number;
}

const digestOf = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex');

/** An agent on a computer that is not there: its conversation with the hub is real, what it does is played. */
export class SimulatedAgent {
  readonly machine: Machine;
  readonly #agent: BareAgent;
  readonly #chance: Chance;
  readonly #temper: Temper;
  readonly #stopped = new AbortController();

  constructor(hub: string, { machine, seed, temper }: { machine: Machine; seed: number; temper: Temper }) {
    this.machine = machine;
    this.#chance = new Chance(seed * 31 + 7);
    this.#temper = temper;
    this.#agent = new BareAgent(hub);
    this.#agent.agentVersion = this.#chance.happens(0.9) ? '0.1.0' : '0.0.9';
    const up = this.#chance.between(600, 900_000);
    this.#agent.facts = {
      bootId: `boot-${seed}`,
      uptimeSeconds: up,
      awakeSeconds: up,
      processId: `process-${seed}`,
    };
    this.#agent.answers = { cancel: 'stopping', withdraw: 'tooLate' };
  }

  get computerId(): string {
    return this.#agent.computerId;
  }

  /** Enrols, becomes ready, tells what it is, and takes jobs from then on. */
  async join(token: string): Promise<this> {
    await this.#agent.join(token, this.machine.name);
    const { hardware, users, software } = this.machine;
    const parts: InventoryReport[] = [
      { part: 'hardware', digest: digestOf(hardware), value: hardware },
      { part: 'users', digest: digestOf(users), value: users },
      { part: 'software', digest: digestOf(software), value: software },
    ];
    for (const part of parts) await this.#agent.ask('inventory', part);
    void this.#takeJobs();
    void this.#count();
    return this;
  }

  leave(): void {
    this.#stopped.abort();
    this.#agent.leave();
  }

  async #takeJobs(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      const order = await this.#agent.jobOrder();
      await this.#play(order).catch(() => undefined);
    }
  }

  /** Somebody is logged in: a restart is counted down, and stays so. */
  async #count(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      const signed = await this.#agent.orderFor('power');
      const { requestId, graceSeconds = 0 } = signed;
      const users = this.machine.users.map(({ name }) => name);
      await this.#agent.reportPower({ state: 'counting', requestId, inSeconds: graceSeconds, users });
    }
  }

  async #play(order: JobOrder): Promise<void> {
    const { jobId, attempt, content } = order;
    const began = performance.now();
    const since = () => performance.now() - began;
    const takes = this.#chance.between(this.#temper.least, this.#temper.most);
    const key = { jobId, attempt };
    if (content !== undefined) {
      await this.#tell({ event: 'downloading', ...key, sinceAccepted: since() });
      for (let part = 1; part <= 4; part += 1) {
        await this.#wait(takes / 12);
        const receivedBytes = Math.round((content.bytes * part) / 4);
        await this.#agent.ask('progress', { ...key, receivedBytes, totalBytes: content.bytes });
      }
      await this.#tell({ event: 'unpacking', ...key, sinceAccepted: since() });
      await this.#wait(takes / 12);
    }
    await this.#tell({ event: 'executing', ...key, sinceAccepted: since() });
    const { pieces, exitCode } = runOf(order, { chance: this.#chance, failing: this.#temper.failing });
    for (const [index, { stream, text }] of pieces.entries()) {
      if (this.#isCancelled(order)) return this.#tell({ event: 'cancelled', ...key, sinceAccepted: since() });
      const chunk = { sequence: index + 1, stream, text, sinceAccepted: since() };
      await this.#agent.ask('output', { ...key, chunks: [chunk] });
      await this.#wait((takes * 0.6) / pieces.length);
    }
    const sinceAccepted = since();
    const succeeded = order.successCodes.length === 0 || order.successCodes.includes(exitCode);
    if (succeeded) return this.#tell({ event: 'succeeded', ...key, sinceAccepted, exitCode });
    return this.#tell({ event: 'failed', ...key, sinceAccepted, reason: 'exitCodeNotAccepted', exitCode });
  }

  /** Whether the hub has ordered the end of what is played. */
  #isCancelled({ jobId }: JobOrder): boolean {
    return this.#agent.waitingOrders('cancel').some((signed) => {
      const order = Order.parse(JSON.parse(signed.body));
      return order.purpose === 'cancel' && order.jobId === jobId;
    });
  }

  async #tell(event: AttemptEvent): Promise<void> {
    await this.#agent.report(event);
  }

  #wait(milliseconds: number): Promise<void> {
    return pause(milliseconds, undefined, { signal: this.#stopped.signal });
  }
}
