import { type OutputChunkView, OutputPage, type JobView } from '#protocol/views/container.ts';
import type { OutputStream } from '#protocol/job.ts';
import type { ApiClient } from './api-client.ts';

/** Characters of a line that has no end yet; longer ones are told in parts. */
const UNFINISHED_LENGTH = 16_384;

/** The output of one attempt of a job, line by line, as far as it was asked for. */
export class FollowedOutput {
  readonly #client: ApiClient;
  readonly #key: { jobId: string; attempt: number };
  readonly #tell: (line: string) => void;
  readonly #unfinished: Record<OutputStream, string> = { stdout: '', stderr: '' };
  #after = 0;

  constructor(parts: {
    client: ApiClient;
    job: Pick<JobView, 'id' | 'attempt'>;
    tell: (line: string) => void;
  }) {
    this.#client = parts.client;
    this.#key = { jobId: parts.job.id, attempt: parts.job.attempt };
    this.#tell = parts.tell;
  }

  /** Tells what is new. @returns whether there was anything */
  async advance(): Promise<boolean> {
    const { jobId, attempt } = this.#key;
    const before = this.#after;
    for (;;) {
      const page = await this.#client.get(`jobs/${jobId}/output`, OutputPage, {
        attempt,
        after: this.#after,
      });
      for (const chunk of page.chunks) {
        this.#tellOmitted(chunk.sequence, page.extent.omitted);
        this.#take(chunk);
        this.#after = chunk.sequence;
      }
      if (page.next === undefined) return this.#after > before;
    }
  }

  /** Nothing more will come: what is new, and the lines that never ended. */
  async finish(): Promise<void> {
    await this.advance();
    for (const stream of ['stdout', 'stderr'] as const) {
      if (this.#unfinished[stream] !== '') this.#tell(this.#unfinished[stream]);
      this.#unfinished[stream] = '';
    }
  }

  #take({ stream, text }: OutputChunkView): void {
    const lines = (this.#unfinished[stream] + text).split(/\r?\n/);
    const rest = lines.pop() ?? '';
    for (const line of lines) this.#tell(line);
    const isTooLong = rest.length > UNFINISHED_LENGTH;
    if (isTooLong) this.#tell(rest);
    this.#unfinished[stream] = isTooLong ? '' : rest;
  }

  #tellOmitted(next: number, omitted: OutputPage['extent']['omitted']): void {
    if (omitted === undefined || this.#after >= omitted.to || next <= omitted.to) return;
    this.#tell(`[… the hub has left out the middle: sequences ${omitted.from} to ${omitted.to} …]`);
  }
}
