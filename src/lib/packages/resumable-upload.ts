import type { FinishedUpload, UploadView } from '#protocol/views/upload.ts';
import type { FormProblem } from '../services/form-problem.ts';
import type { PackageFile } from './package-file.ts';
import type { Reply, UploadRequests } from './upload-reply.ts';

/** Bytes of one request. A break costs no more than these, also behind a proxy that collects before it passes on. */
export const PORTION_BYTES = 32 * 1024 * 1024;
/** Files under way at once: many small ones would otherwise wait for one answer after the other. */
const LANES = 4;
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 30_000;

export type UploadState =
  | { phase: 'sending' }
  /** The connection is lost. `until`: the next try, by the page's own clock. */
  | { phase: 'waiting'; until: number }
  /** Everything has been sent: the hub checks and packs. */
  | { phase: 'finishing' }
  | { phase: 'finished'; content: FinishedUpload }
  | { phase: 'refused'; problem: FormProblem };

export interface UploadTask {
  files: readonly PackageFile[];
  requests: UploadRequests;
  /** Waits; ends early, without an error, when it is aborted. */
  wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  now: () => number;
  told: (state: UploadState) => void;
  /** Bytes that are at the hub, or on their way. */
  progressed: (bytes: number) => void;
}

type Ended =
  { kind: 'lost' } | { kind: 'refused'; problem: FormProblem } | { kind: 'ok'; value: FinishedUpload };

/** Sends files until the hub has all of them, however often the connection breaks. */
export class ResumableUpload {
  readonly #task: UploadTask;
  readonly #cancelled = new AbortController();
  #hurry = new AbortController();
  #id: string | undefined;
  #received: number[] = [];
  #underWay = new Map<number, number>();
  #failures = 0;

  constructor(task: UploadTask) {
    this.#task = task;
  }

  /** Once. Resolves when it is finished, refused or cancelled; nothing is told after a cancellation. */
  async run(): Promise<void> {
    const { told, wait, now } = this.#task;
    for (;;) {
      told({ phase: 'sending' });
      const ended = await this.#attempt();
      if (this.#cancelled.signal.aborted) return;
      if (ended.kind === 'ok') return told({ phase: 'finished', content: ended.value });
      if (ended.kind === 'refused') return told({ phase: 'refused', problem: ended.problem });
      const delay = Math.min(FIRST_DELAY_MS * 2 ** this.#failures, LONGEST_DELAY_MS);
      this.#failures += 1;
      told({ phase: 'waiting', until: now() + delay });
      this.#hurry = new AbortController();
      await wait(delay, AbortSignal.any([this.#hurry.signal, this.#cancelled.signal]));
      if (this.#cancelled.signal.aborted) return;
    }
  }

  /** The next try now. */
  hurry(): void {
    this.#hurry.abort();
  }

  /** Ends it here and at the hub. */
  cancel(): void {
    this.#cancelled.abort();
    if (this.#id !== undefined) this.#task.requests.cancel(this.#id);
  }

  async #attempt(): Promise<Ended> {
    const { requests } = this.#task;
    const { signal } = this.#cancelled;
    const begun = await this.#begin(signal);
    // Cancelled while it began: what has begun meanwhile is ended, too.
    if (signal.aborted && begun.kind === 'ok') requests.cancel(begun.value.id);
    if (begun.kind !== 'ok') return begun;
    this.#id = begun.value.id;
    this.#received = begun.value.files.map(({ received }) => received);
    this.#tell();
    const sent = await this.#sendAll(begun.value.id);
    if (sent !== undefined) return sent;
    this.#task.told({ phase: 'finishing' });
    return requests.finish(begun.value.id, signal);
  }

  /** Where it is; one that has expired meanwhile begins anew. */
  async #begin(signal: AbortSignal): Promise<Reply<UploadView>> {
    const { requests, files } = this.#task;
    if (this.#id !== undefined) {
      const state = await requests.state(this.#id, signal);
      if (state.kind !== 'refused' || state.problem.code !== 'notFound') return state;
      this.#id = undefined;
    }
    return requests.begin(files, signal);
  }

  /** @returns what kept it from the end, if anything did */
  async #sendAll(uploadId: string): Promise<Exclude<Ended, { kind: 'ok' }> | undefined> {
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, this.#cancelled.signal]);
    const left = this.#task.files.keys();
    let obstacle: Exclude<Ended, { kind: 'ok' }> | undefined;
    const lane = async () => {
      for (const index of left) {
        const found = await this.#sendFile(uploadId, index, signal);
        if (found === undefined) continue;
        // The first is the cause: what it stops in other lanes says only that it was stopped.
        obstacle ??= found;
        stop.abort();
        return;
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    this.#underWay.clear();
    return obstacle;
  }

  async #sendFile(
    uploadId: string,
    index: number,
    signal: AbortSignal,
  ): Promise<Exclude<Ended, { kind: 'ok' }> | undefined> {
    const file = this.#task.files[index]?.file;
    let corrected = false;
    while (file !== undefined && (this.#received[index] ?? 0) < file.size) {
      if (signal.aborted) return { kind: 'lost' };
      const offset = this.#received[index] ?? 0;
      const bytes = file.slice(offset, offset + PORTION_BYTES);
      const progress = (count: number) => {
        this.#underWay.set(index, Math.min(count, bytes.size));
        this.#tell();
      };
      const reply = await this.#task.requests.send({ uploadId, index, offset, bytes }, { progress, signal });
      this.#underWay.delete(index);
      if (reply.kind === 'ok') {
        this.#received[index] = reply.value.received;
        this.#failures = 0;
        corrected = false;
      } else if (reply.kind === 'refused' && reply.offset !== undefined && !corrected) {
        // A portion arrived whose answer was lost. Twice in a row is something else.
        this.#received[index] = reply.offset;
        corrected = true;
      } else {
        return reply.kind === 'refused' && reply.problem.code !== 'uploadOffset' ? reply : { kind: 'lost' };
      }
      this.#tell();
    }
    return undefined;
  }

  #tell(): void {
    if (this.#cancelled.signal.aborted) return;
    let bytes = 0;
    for (const received of this.#received) bytes += received;
    for (const underWay of this.#underWay.values()) bytes += underWay;
    this.#task.progressed(bytes);
  }
}
