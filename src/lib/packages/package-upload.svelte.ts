import type { FinishedUpload } from '#protocol/views/upload.ts';
import type { PackageFile } from './package-file.ts';
import { ResumableUpload, type UploadState } from './resumable-upload.ts';
import { TransferRate } from './transfer-rate.ts';
import { uploadRequests } from './upload-requests.ts';

/** What a form shows of the files that are chosen for it: nothing chosen, or how far they are. */
export class PackageUpload {
  state = $state.raw<UploadState | undefined>(undefined);
  bytes = $state(0);
  total = $state(0);
  readonly #rate = new TransferRate();
  #upload: ResumableUpload | undefined;
  #files: readonly PackageFile[] = [];
  #waiting = new Set<(content: FinishedUpload | undefined) => void>();

  /** Whether leaving the page now would lose what somebody waits for. */
  get isUnderWay(): boolean {
    const phase = this.state?.phase;
    return phase === 'sending' || phase === 'waiting' || phase === 'finishing';
  }

  /** Begins to send these, in place of what was chosen before. */
  choose(files: readonly PackageFile[]): void {
    this.cancel();
    this.#files = files;
    this.total = files.reduce((sum, { file }) => sum + file.size, 0);
    if (files.length === 0) return;
    const upload = new ResumableUpload({
      files,
      requests: uploadRequests,
      wait,
      now: () => Date.now(),
      told: (state) => {
        if (this.#upload === upload) this.#tell(state);
      },
      progressed: (bytes) => {
        if (this.#upload !== upload) return;
        this.bytes = bytes;
        this.#rate.note(bytes, performance.now());
      },
    });
    this.#upload = upload;
    void upload.run();
  }

  /** Ends it; the hub keeps nothing that no package uses. */
  cancel(): void {
    this.#upload?.cancel();
    this.#upload = undefined;
    this.#rate.forget();
    this.bytes = 0;
    this.state = undefined;
    this.#answer(undefined);
  }

  /** After a refusal that may have passed: goes on with the same files. */
  again(): void {
    this.choose(this.#files);
  }

  hurry(): void {
    this.#upload?.hurry();
  }

  /** Resolves when it is finished; undefined when it was refused or cancelled. */
  finished(): Promise<FinishedUpload | undefined> {
    const state = this.state;
    if (state?.phase === 'finished') return Promise.resolve(state.content);
    if (state === undefined || state.phase === 'refused') return Promise.resolve(undefined);
    return new Promise((resolve) => this.#waiting.add(resolve));
  }

  /** Bytes a second and milliseconds that are left, as far as they can be told now. */
  pace(): { perSecond: number | undefined; remaining: number | undefined } {
    const at = performance.now();
    return {
      perSecond: this.#rate.perSecond(at),
      remaining: this.#rate.remaining(this.total - this.bytes, at),
    };
  }

  #tell(state: UploadState): void {
    if (state.phase === 'waiting') this.#rate.forget();
    this.state = state;
    if (state.phase === 'finished') this.#answer(state.content);
    if (state.phase === 'refused') this.#answer(undefined);
  }

  #answer(content: FinishedUpload | undefined): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolve of waiting) resolve(content);
  }
}

/** Ends early when it is told to, and when the browser says that there is a network again. */
function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener('online', end);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    addEventListener('online', end);
    signal.addEventListener('abort', end);
  });
}
