import { spawnSync } from 'node:child_process';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import type { ContentSource } from '#agent/attempt.ts';
import { type Clock, systemClock } from '#agent/clock.ts';
import { ContentCache } from '#agent/executors/cache.ts';
import { type Folders, makeFolders } from '#agent/executors/folders.ts';
import { isFinal } from '#agent/outbox.ts';
import { Runner } from '#agent/runner.ts';
import type { AttemptEvent, OutputChunk } from '#protocol/agent.ts';
import type { JobOrder } from '#protocol/orders.ts';
import { type Memory, openMemory } from './memory.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A runner with real disks and real shells, and nobody to report to: everything stays in its memory. */
export class Workshop {
  readonly data: string;
  readonly folders: Folders;
  readonly clock: Clock;
  readonly memory: Memory;
  readonly faults: unknown[] = [];
  readonly runner: Runner;
  #ended = 0;

  constructor(
    given: Partial<Pick<ContentSource, 'hubReachable'>> & {
      clock?: Clock;
      bootId?: string;
      data?: string;
    } = {},
  ) {
    this.data = given.data ?? temporaryFolder();
    this.folders = makeFolders(this.data);
    this.clock = given.clock ?? systemClock;
    this.memory = openMemory(this.data, {
      clock: this.clock,
      ...(given.bootId === undefined ? {} : { bootId: given.bootId }),
    });
    this.runner = new Runner({
      ...this.memory,
      clock: this.clock,
      log: pino({ level: 'silent' }),
      folders: this.folders,
      cache: new ContentCache(this.folders.cache, { clock: this.clock }),
      spoolLimitBytes: 256 * 1024 * 1024,
      fault: (fault) => this.faults.push(fault),
      attemptEnded: () => {
        this.#ended += 1;
        this.memory.changed.tell();
      },
      content: {
        url: () => 'http://127.0.0.1:9/',
        authorization: () => '',
        hubReachable: given.hubReachable ?? (() => Promise.resolve()),
        progress: () => undefined,
        standAside: () => Promise.resolve(),
      },
    });
    onTestFinished(async () => {
      this.runner.stopProcedure();
      await this.runner.stop(10_000);
    });
  }

  begin(job: JobOrder): void {
    this.runner.offer(job);
    this.runner.start();
  }

  /** Executes a job to its end, tidied up. */
  async execute(job: JobOrder): Promise<{ result: AttemptEvent; chunks: OutputChunk[] }> {
    const ended = this.#ended;
    this.begin(job);
    const result = await this.resultOf(job);
    await this.until(() => this.#ended > ended);
    return { result, chunks: this.chunksOf(job) };
  }

  chunksOf(job: JobOrder): OutputChunk[] {
    return this.memory.spool.first(job, 1_000_000);
  }

  textOf(job: JobOrder, stream?: 'stdout' | 'stderr'): string {
    const chunks = this.chunksOf(job).filter((chunk) => stream === undefined || chunk.stream === stream);
    return chunks.map((chunk) => chunk.text).join('');
  }

  /** The result, as soon as it lies in the outbox. Reports before it are taken off, as if they were sent. */
  resultOf(job: JobOrder): Promise<AttemptEvent> {
    return this.until(() => {
      for (let report = this.memory.outbox.head(); report !== undefined; report = this.memory.outbox.head()) {
        this.memory.outbox.remove(report.number);
        if (report.event.jobId === job.jobId && isFinal(report.event.event)) return report.event;
      }
      return undefined;
    });
  }

  async until<Value>(look: () => Value | undefined | null | false): Promise<Value> {
    for (;;) {
      const change = this.memory.changed.next();
      const found = look();
      if (found !== undefined && found !== null && found !== false) return found;
      await change;
    }
  }
}

/** Whether a process runs now: one that has ended and waits for its parent does not. */
export function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.trim().startsWith('Z');
}
