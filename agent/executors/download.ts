import { createWriteStream } from 'node:fs';
import { rm, truncate } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '../clock.ts';
import { faultText } from '../faults.ts';
import { type ContentCache, sizeOf } from './cache.ts';
import { asStepFailure, StepFailure } from './failure.ts';

/** Tries in a row that bring no byte, before the download is given up. */
const FRUITLESS_TRIES = 5;
/** A download that brings nothing for so long is begun anew. */
const SILENCE_MILLISECONDS = 60_000;
const PROGRESS_MILLISECONDS = 200;

export interface DownloadParts {
  url: string;
  sha256: string;
  bytes: number;
  cache: ContentCache;
  clock: Clock;
  signal: AbortSignal;
  /** A fresh `Authorization` for each request. */
  authorization(): string;
  /** Resolves when the hub can be reached: tries are not spent while it is away. */
  hubReachable(signal: AbortSignal): Promise<void>;
  progress(receivedBytes: number): void;
}

/**
 * Brings content into the cache, going on with what an earlier try has left.
 * @returns its path, verified against the SHA-256.
 * @throws StepFailure `downloadFailed`, `contentMissing`, `hashMismatch`, `diskFull`
 */
export async function download(parts: DownloadParts): Promise<string> {
  const { cache, sha256, signal } = parts;
  const cached = await cache.find(sha256, signal);
  if (cached !== undefined) return cached;
  await bringAll(parts);
  const path = await cache.keep(sha256, signal);
  if (path === undefined) throw new StepFailure('hashMismatch', 'The SHA-256 of the content differs.');
  return path;
}

async function bringAll(parts: DownloadParts): Promise<void> {
  const { cache, sha256, bytes, signal, clock } = parts;
  const part = cache.partOf(sha256);
  for (let fruitless = 0; ;) {
    const before = (await sizeOf(part)) ?? 0;
    if (before === bytes) return;
    if (before > bytes) await truncate(part, 0);
    try {
      await bring(parts, before > bytes ? 0 : before);
      if ((await sizeOf(part)) === bytes) return;
      throw new StepFailure('downloadFailed', 'The hub sent less than the whole content.');
    } catch (fault) {
      signal.throwIfAborted();
      if (fault instanceof FinalFailure) throw new StepFailure(fault.reason, fault.detail);
      const failure = asStepFailure(fault, 'downloadFailed');
      if (failure.reason === 'diskFull') {
        await rm(part, { force: true });
        throw failure;
      }
      fruitless = ((await sizeOf(part)) ?? 0) > before ? 1 : fruitless + 1;
      if (fruitless >= FRUITLESS_TRIES) throw failure;
      await clock.sleep(500 * 2 ** fruitless, signal);
      await parts.hubReachable(signal);
      signal.throwIfAborted();
    }
  }
}

/** The hub has answered in a way that another try would not change. */
class FinalFailure extends StepFailure {}

/** One request, from a byte on. */
async function bring(parts: DownloadParts, from: number): Promise<void> {
  const silence = new AbortController();
  const signal = AbortSignal.any([parts.signal, silence.signal]);
  const listen = () =>
    parts.clock.after(SILENCE_MILLISECONDS, () => silence.abort(new Error('The hub went silent.')));
  let stopListening = listen();
  const heard = () => {
    stopListening();
    stopListening = listen();
  };
  try {
    const response = await fetch(parts.url, {
      headers: { authorization: parts.authorization(), ...(from > 0 ? { range: `bytes=${from}-` } : {}) },
      redirect: 'error',
      signal,
    });
    heard();
    const body = await bodyOf(response, from);
    const start = response.status === 206 ? from : 0;
    const meter = measure(parts, { start, heard });
    const file = createWriteStream(parts.cache.partOf(parts.sha256), {
      flags: start > 0 ? 'a' : 'w',
      mode: 0o600,
      flush: true,
    });
    await pipeline(body, meter, file, { signal });
  } catch (fault) {
    throw silence.signal.aborted ? silence.signal.reason : fault;
  } finally {
    stopListening();
  }
}

async function bodyOf(response: Response, from: number): Promise<Readable> {
  const { status, body } = response;
  if (status === 200 || (status === 206 && startOf(response) === from)) {
    if (body !== null) return Readable.from(body);
  }
  const text = await response.text().catch(faultText);
  const detail = `The hub answered ${status}: ${text.slice(0, 500)}`;
  if (status === 404) throw new FinalFailure('contentMissing', detail);
  if (status === 401 || status === 403) throw new FinalFailure('downloadFailed', detail);
  throw new StepFailure('downloadFailed', detail);
}

const startOf = (response: Response) =>
  Number(/^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1] ?? Number.NaN);

/** Counts what passes, reports it five times a second at most, and refuses more than was signed for. */
function measure(
  { bytes, clock, progress }: DownloadParts,
  { start, heard }: { start: number; heard(): void },
): Transform {
  let received = start;
  let reportedAt = Number.NEGATIVE_INFINITY;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      received += chunk.length;
      if (received > bytes) {
        return done(new FinalFailure('hashMismatch', 'The content is larger than the hub signed for.'));
      }
      heard();
      if (received === bytes || clock.monotonic() - reportedAt >= PROGRESS_MILLISECONDS) {
        reportedAt = clock.monotonic();
        progress(received);
      }
      done(undefined, chunk);
    },
  });
}
