import { createHash } from 'node:crypto';
import { Refusal } from '#protocol/errors.ts';
import { InventoryPart, type InventoryDigests, type InventoryReport } from '#protocol/inventory.ts';
import type { Clock } from '../clock.ts';
import { faultText } from '../faults.ts';
import type { Log } from '../log.ts';
import type { InventoryReader } from './reader.ts';

/** How often each part is read again, in milliseconds. */
const PERIODS: Record<InventoryPart, number> = {
  users: 60_000,
  hardware: 15 * 60_000,
  software: 15 * 60_000,
};

/**
 * From the end of a job to the reading of the software: the job that follows has the computer for itself, and of a row
 * of jobs the list is read once.
 */
const AFTER_JOBS_MILLISECONDS = 2000;

/** `asked`: read anew, and told whether or not the hub has it. */
type Freshness = 'anew' | 'whenOld' | 'asked';

export interface ReporterParts {
  reader: InventoryReader;
  clock: Clock;
  log: Log;
}

/** Tells the hub of each part of the inventory when it is not what the hub has. */
export class InventoryReporter {
  readonly #parts: ReporterParts;
  readonly #latest = new Map<InventoryPart, { report: InventoryReport; at: number }>();
  #hub: { digests: InventoryDigests; send: (report: InventoryReport) => Promise<unknown> } | undefined;
  /** One part after the other, so that reading never takes the computer for itself. */
  #queue: Promise<void> = Promise.resolve();
  #cancelTimers: (() => void)[] = [];
  #cancelAfterJobs: () => void = () => undefined;
  #stopped = false;

  constructor(parts: ReporterParts) {
    this.#parts = parts;
  }

  /** A session is ready: sends what this hub does not have. `send` fails when the session is gone. */
  connected(digests: InventoryDigests, send: (report: InventoryReport) => Promise<unknown>): void {
    const first = this.#hub === undefined && this.#latest.size === 0;
    this.#hub = { digests: { ...digests }, send };
    for (const part of InventoryPart.options) this.#enqueue(part, 'whenOld');
    if (first) for (const part of InventoryPart.options) this.#repeat(part);
  }

  disconnected(): void {
    this.#hub = undefined;
  }

  /** A job has ended: what is installed may have changed. Read a moment after the last such job. */
  softwareMayHaveChanged(): void {
    if (this.#stopped) return;
    this.#cancelAfterJobs();
    this.#cancelAfterJobs = this.#parts.clock.after(AFTER_JOBS_MILLISECONDS, () => {
      this.#enqueue('software', 'anew');
    });
  }

  /** The hub asks for all of it, as it is now. */
  tellAll(): void {
    for (const part of InventoryPart.options) this.#enqueue(part, 'asked');
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const cancel of this.#cancelTimers) cancel();
    this.#cancelAfterJobs();
    await this.#queue;
  }

  #repeat(part: InventoryPart): void {
    if (this.#stopped) return;
    const index = InventoryPart.options.indexOf(part);
    this.#cancelTimers[index] = this.#parts.clock.after(PERIODS[part], () => {
      this.#enqueue(part, 'anew');
      this.#repeat(part);
    });
  }

  #enqueue(part: InventoryPart, freshness: Freshness): void {
    this.#queue = this.#queue.then(() => this.#tell(part, freshness));
  }

  async #tell(part: InventoryPart, freshness: Freshness): Promise<void> {
    if (this.#stopped) return;
    try {
      const report = await this.#read(part, freshness);
      const hub = this.#hub;
      if (report === undefined || hub === undefined) return;
      if (freshness !== 'asked' && hub.digests[part] === report.digest) return;
      await hub.send(report);
      hub.digests[part] = report.digest;
    } catch (fault) {
      // Told again when it is read again, at the latest when the next session begins.
      const detail = fault instanceof Refusal ? (fault.detail ?? fault.code) : faultText(fault);
      this.#parts.log.warn({ part, detail }, 'inventory was not told');
    }
  }

  async #read(part: InventoryPart, freshness: Freshness): Promise<InventoryReport | undefined> {
    const latest = this.#latest.get(part);
    const age = latest === undefined ? Infinity : this.#parts.clock.monotonic() - latest.at;
    if (latest !== undefined && freshness === 'whenOld' && age < PERIODS[part]) return latest.report;
    const report = await this.#readAnew(part);
    if (report === undefined) return undefined;
    this.#latest.set(part, { report, at: this.#parts.clock.monotonic() });
    return report;
  }

  /** Undefined: it is not known. The hub keeps what it was told last, with its age. */
  async #readAnew(part: InventoryPart): Promise<InventoryReport | undefined> {
    const { reader } = this.#parts;
    switch (part) {
      case 'hardware': {
        const value = await reader.hardware();
        return { part, value, digest: digestOf(value) };
      }
      case 'users': {
        const value = await reader.users();
        return { part, value, digest: digestOf(value) };
      }
      case 'software': {
        const list = await reader.software();
        if (list === undefined) return undefined;
        const { entries: value, isCut } = list;
        return isCut
          ? { part, value, isCut, digest: digestOf({ value, isCut }) }
          : { part, value, digest: digestOf(value) };
      }
    }
  }
}

const digestOf = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex');
