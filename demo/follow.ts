import { setTimeout as after } from 'node:timers/promises';
import { FAILURE_SENTENCES } from '#protocol/failure-sentences.ts';
import { PENDING_STATES, type OutputStream } from '#protocol/job.ts';
import { JobView, OutputPage } from '#protocol/views/container.ts';
import type { HubApi } from './hub-api.ts';

const POLL_MS = 150;
const LIMIT_MS = 5 * 60_000;
const colours = process.stdout.isTTY;
const paint = (code: number, text: string) => (colours ? `\u001b[${code}m${text}\u001b[0m` : text);

/** Chunks end anywhere; people read lines. Holds back what has no line feed yet, each stream for itself. */
class Lines {
  readonly #rest: Record<OutputStream, string> = { stdout: '', stderr: '' };

  add(stream: OutputStream, text: string): void {
    const lines = (this.#rest[stream] + text).split('\n');
    this.#rest[stream] = lines.pop() ?? '';
    for (const line of lines) this.#print(stream, line);
  }

  end(): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      if (this.#rest[stream] !== '') this.#print(stream, this.#rest[stream]);
      this.#rest[stream] = '';
    }
  }

  #print(stream: OutputStream, line: string): void {
    console.log(
      stream === 'stdout' ? `  ${paint(2, '│')} ${line}` : `  ${paint(33, '┃')} ${paint(33, line)}`,
    );
  }
}

/**
 * Prints a job's states and its output as the hub has them, until it has ended.
 * @param check called between two looks: throws when going on makes no sense
 * @returns the job at its end, or as it was when the time limit of five minutes passed
 */
export async function follow(api: HubApi, job: JobView, check: () => void): Promise<JobView> {
  const lines = new Lines();
  const path = `/api/v1/jobs/${job.id}`;
  const until = performance.now() + LIMIT_MS;
  let current = job;
  let told = '';
  let read = 0;
  for (;;) {
    check();
    // The job first: what it has printed by then is certain to be in the output that is read after it.
    current = await api.ask({ path, answer: JobView });
    if (current.state !== told) console.log(`  ${paint(36, current.state)}`);
    told = current.state;
    let page: OutputPage;
    do {
      page = await api.ask({ path: `${path}/output?after=${read}`, answer: OutputPage });
      for (const chunk of page.chunks) {
        lines.add(chunk.stream, chunk.text);
        read = chunk.sequence;
      }
    } while (page.next !== undefined);
    const pending = PENDING_STATES.some((state) => state === current.state);
    if (!pending || performance.now() > until) break;
    await after(POLL_MS);
  }
  lines.end();
  return current;
}

const span = (from: string | undefined, to: string | undefined) =>
  from === undefined || to === undefined ? undefined : Date.parse(to) - Date.parse(from);

/** The result in one line. */
export function summary(job: JobView): string {
  const { dueAt, startedAt, finishedAt } = job.times;
  const started = span(dueAt, startedAt);
  const ran = span(startedAt, finishedAt);
  return [
    `${job.packageName} ${job.packageVersion} on ${job.computerName}: ${job.state}`,
    job.exitCode === undefined ? undefined : `exit code ${job.exitCode}`,
    job.reason === undefined ? undefined : FAILURE_SENTENCES[job.reason],
    job.detail,
    started === undefined ? undefined : `started ${started} ms after its due time`,
    ran === undefined ? undefined : `ran ${(ran / 1000).toFixed(1)} s`,
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}
