import { nextFrame } from './frame.ts';

export interface Download {
  attempt: number;
  receivedBytes: number;
  totalBytes: number;
}

/** How far downloads are, by job. Lost with the connection: the next message tells more. */
export class DownloadProgress {
  #shown = $state.raw<ReadonlyMap<string, Download>>(new Map());
  readonly #known = new Map<string, Download>();
  #cancelFrame: (() => void) | undefined;

  take(change: { jobId: string } & Download): void {
    this.#known.set(change.jobId, change);
    this.#cancelFrame ??= nextFrame(() => {
      this.#cancelFrame = undefined;
      this.#shown = new Map(this.#known);
    });
  }

  /** Of the attempt named; an earlier attempt's progress says nothing about it. */
  of(jobId: string, attempt: number): Download | undefined {
    const download = this.#shown.get(jobId);
    return download?.attempt === attempt ? download : undefined;
  }

  close(): void {
    this.#cancelFrame?.();
  }
}
