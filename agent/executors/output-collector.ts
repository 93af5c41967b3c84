import { StringDecoder } from 'node:string_decoder';
import type { OutputChunk } from '#protocol/agent.ts';
import type { OutputStream } from '#protocol/job.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Clock } from '../clock.ts';

/** How long output is gathered before it is handed on. */
const GATHER_MILLISECONDS = 100;

export interface CollectorParts {
  clock: Clock;
  /** Milliseconds since the attempt was accepted. */
  sinceAccepted(): number;
  /** Takes finished chunks: called at least every 100 ms while there is output. */
  save(chunks: OutputChunk[]): void;
}

/**
 * Makes numbered chunks of what a procedure writes: both streams in the order they were read, no chunk larger than
 * the wire allows, no character cut in two.
 */
export class OutputCollector {
  readonly #parts: CollectorParts;
  readonly #decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };
  #sequence = 0;
  #gathered: { stream: OutputStream; text: string }[] = [];
  #bytes = 0;
  #cancelTimer: (() => void) | undefined;

  constructor(parts: CollectorParts) {
    this.#parts = parts;
  }

  take(stream: OutputStream, data: Buffer): void {
    this.#gather(stream, this.#decoders[stream].write(data));
  }

  /** Both streams have ended: hands on what is left. */
  end(): void {
    this.#gather('stdout', this.#decoders.stdout.end());
    this.#gather('stderr', this.#decoders.stderr.end());
    this.#flush();
  }

  #gather(stream: OutputStream, text: string): void {
    if (text === '') return;
    const last = this.#gathered.at(-1);
    if (last?.stream === stream) last.text += text;
    else this.#gathered.push({ stream, text });
    this.#bytes += Buffer.byteLength(text);
    if (this.#bytes >= LIMITS.outputChunkBytes) this.#flush();
    else this.#cancelTimer ??= this.#parts.clock.after(GATHER_MILLISECONDS, () => this.#flush());
  }

  #flush(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const sinceAccepted = this.#parts.sinceAccepted();
    const chunks: OutputChunk[] = [];
    for (const { stream, text } of this.#gathered) {
      for (const piece of cut(text, LIMITS.outputChunkBytes)) {
        this.#sequence += 1;
        chunks.push({ sequence: this.#sequence, stream, text: piece, sinceAccepted });
      }
    }
    this.#gathered = [];
    this.#bytes = 0;
    if (chunks.length > 0) this.#parts.save(chunks);
  }
}

/** Cuts text into pieces of at most so many bytes of UTF-8, between characters. */
export function* cut(text: string, bytes: number): Generator<string> {
  const data = Buffer.from(text);
  for (let start = 0; start < data.length;) {
    let end = Math.min(start + bytes, data.length);
    // 10xxxxxx goes on with a character that began before it.
    while (end < data.length && ((data[end] ?? 0) & 0xc0) === 0x80) end -= 1;
    yield data.toString('utf8', start, end);
    start = end;
  }
}
