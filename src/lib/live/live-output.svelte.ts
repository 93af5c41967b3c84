import type { Change } from '#protocol/change.ts';
import type { OutputChunkView, OutputExtent } from '#protocol/views/container.ts';
import { LIMITS } from '#protocol/limits.ts';
import { formatBytes } from '../format/bytes.ts';
import { text } from '../messages/text.ts';
import { ChunkOrder } from '../output/chunk-order.ts';
import { LineBuffer } from '../output/line-buffer.ts';
import type { Connection } from './connection.svelte.ts';
import { nextFrame } from './frame.ts';
import { Refresher } from './refresher.ts';

/**
 * The output of one attempt: history up to a sequence, then live chunks from the next one on. Whenever one is
 * missing, the history is asked again from where the unbroken part ends.
 */
export class LiveOutput {
  /** Grows with every frame in which there are new lines: what reads `lines` depends on it. */
  version = $state(0);
  status = $state.raw<'loading' | 'ready' | 'failed'>('loading');
  bytes = $state(0);
  problem = $state.raw<string | undefined>(undefined);
  readonly lines = new LineBuffer();
  readonly jobId: string;
  readonly attempt: number;
  readonly #connection: Connection;
  readonly #order = new ChunkOrder();
  readonly #history = new Refresher(() => this.#loadHistory());
  #cancelFrame: (() => void) | undefined;
  #unwatch: (() => void) | undefined;
  #closed = false;
  #latestBytes = 0;

  constructor(connection: Connection, job: { jobId: string; attempt: number }) {
    this.#connection = connection;
    this.jobId = job.jobId;
    this.attempt = job.attempt;
  }

  /** @returns ends it. */
  open(): () => void {
    this.#unwatch = this.#connection.watch(`output:${this.jobId}`, {
      apply: (changes) => this.#apply(changes),
      refresh: () => this.#history.request(),
    });
    return () => {
      this.#closed = true;
      this.#history.close();
      this.#unwatch?.();
      this.#cancelFrame?.();
    };
  }

  #apply(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.kind !== 'output' || change.jobId !== this.jobId || change.attempt !== this.attempt)
        continue;
      this.#take(change.chunks, change.extent);
    }
    if (this.#order.hasGap) this.#history.request();
  }

  async #loadHistory(): Promise<void> {
    try {
      let next = this.#order.reached;
      while (!this.#closed) {
        const page = await this.#connection.request('output', {
          jobId: this.jobId,
          attempt: this.attempt,
          after: next,
        });
        this.#take(page.chunks, page.extent);
        if (page.next === undefined) break;
        // On from the unbroken part, which live chunks may have carried further than this page.
        next = this.#order.reached > next ? this.#order.reached : page.next;
      }
      this.status = 'ready';
    } catch (error) {
      this.status = this.lines.count > 0 ? 'ready' : 'failed';
      this.problem = error instanceof Error ? error.message : String(error);
      throw error;
    }
  }

  #take(chunks: readonly OutputChunkView[], extent: OutputExtent): void {
    for (const piece of this.#order.offer(chunks, extent)) {
      if (piece.kind === 'chunk') {
        const { stream, text: written, at } = piece.chunk;
        this.lines.append(stream, written, Date.parse(at));
      } else {
        const kept = formatBytes(LIMITS.outputBytesPerAttempt);
        this.lines.notice(text('output.dropped', { count: piece.to - piece.from + 1, kept }));
      }
    }
    this.#latestBytes = extent.bytes;
    this.#cancelFrame ??= nextFrame(() => {
      this.#cancelFrame = undefined;
      this.bytes = this.#latestBytes;
      this.version += 1;
    });
  }
}
