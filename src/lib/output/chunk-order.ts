import type { OutputChunkView, OutputExtent } from '#protocol/views/container.ts';

/** Live chunks that wait for those before them. Beyond it they are let go: the history brings them. */
const CHUNKS_WAITING = 2000;

export type Ordered =
  { kind: 'chunk'; chunk: OutputChunkView } | { kind: 'omitted'; from: number; to: number };

/**
 * Brings chunks from history and from the live feed into one sequence: no gap, no repeat, whatever order they
 * arrive in. The only hole it steps over is the middle that the hub itself has dropped.
 */
export class ChunkOrder {
  #next = 1;
  #omitted: OutputExtent['omitted'];
  readonly #waiting = new Map<number, OutputChunkView>();

  /** The last sequence that has been handed on, all before it included. */
  get reached(): number {
    return this.#next - 1;
  }

  /** Chunks are here that cannot be handed on because some before them are missing. */
  get hasGap(): boolean {
    return this.#waiting.size > 0;
  }

  /** @returns what can be shown now, in order. */
  offer(chunks: readonly OutputChunkView[], extent: OutputExtent): Ordered[] {
    this.#omitted = extent.omitted;
    const ordered: Ordered[] = [];
    for (const chunk of chunks) {
      if (chunk.sequence < this.#next) continue;
      // The one that is due is always taken: history must get through, however much waits behind it.
      const due = chunk.sequence === this.#next || chunk.sequence === (this.#omitted?.to ?? 0) + 1;
      if (!due && this.#waiting.size >= CHUNKS_WAITING) continue;
      this.#waiting.set(chunk.sequence, chunk);
      this.#take(ordered);
    }
    return ordered;
  }

  #take(ordered: Ordered[]): void {
    for (;;) {
      const chunk = this.#waiting.get(this.#next);
      if (chunk !== undefined) {
        this.#waiting.delete(this.#next);
        this.#next += 1;
        ordered.push({ kind: 'chunk', chunk });
        continue;
      }
      const omitted = this.#omitted;
      // Stepped over only once what follows is here: until then the dropped part may still grow.
      if (omitted === undefined || !this.#waiting.has(omitted.to + 1)) return;
      if (this.#next < omitted.from || this.#next > omitted.to) return;
      ordered.push({ kind: 'omitted', from: this.#next, to: omitted.to });
      this.#next = omitted.to + 1;
    }
  }
}
