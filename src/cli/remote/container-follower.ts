import { ContainerView, JobView } from '#protocol/views/container.ts';
import type { ApiClient } from './api-client.ts';
import { FollowedOutput } from './followed-output.ts';
import { taskInWords, whatIsWithIt } from './job-words.ts';
import { isPending } from './outcome.ts';
import type { Outside } from './outside.ts';
import { patiently, pause } from './patience.ts';

/** Milliseconds between two looks: soon after something moved, then less and less often. */
const LOOK = { first: 300, longest: 2_000, growth: 1.3 } as const;
/** The jobs are read when the container has a new revision, and without one after so many milliseconds. */
const READ_ANYWAY = 10_000;
/** Outputs that are asked for at once. */
const ASKED_AT_ONCE = 8;

interface Parts {
  client: ApiClient;
  containerId: string;
  outside: Pick<Outside, 'clock' | 'remark'>;
  /** A line of what happens. */
  tell: (line: string) => void;
  /** Whether the lines of the procedures are told, too. */
  withOutput: boolean;
  stop: AbortSignal;
}

/** Follows the jobs of a container and tells each change of a state in one line. */
export class ContainerFollower {
  readonly #parts: Parts;
  readonly #known = new Map<
    string,
    { stateOf: string; output?: { attempt: number; followed: FollowedOutput } }
  >();
  #jobs: JobView[] = [];
  #container: ContainerView | undefined;
  #readAt = 0;

  constructor(parts: Parts) {
    this.#parts = { ...parts, client: parts.client.until(parts.stop) };
  }

  /** What was seen last; undefined before the first look. */
  get seen(): { container: ContainerView; jobs: JobView[] } | undefined {
    return this.#container === undefined ? undefined : { container: this.#container, jobs: this.#jobs };
  }

  /** @returns when every job has ended @throws the reason of `stop`; RemoteEnd */
  async follow(): Promise<{ container: ContainerView; jobs: JobView[] }> {
    const { outside, stop } = this.#parts;
    let wait: number = LOOK.first;
    for (;;) {
      const began = outside.clock.now().getTime();
      const moved = await patiently(outside, stop, () => this.#look());
      if (this.#container !== undefined && !this.#jobs.some(isPending)) {
        return { container: this.#container, jobs: this.#jobs };
      }
      // A look at very many jobs takes its time: the hub has as long a rest.
      const took = outside.clock.now().getTime() - began;
      wait = moved ? LOOK.first : Math.min(wait * LOOK.growth, LOOK.longest);
      await pause(outside.clock, Math.max(wait, took), stop);
    }
  }

  /** @returns whether anything has moved */
  async #look(): Promise<boolean> {
    const { client, containerId, outside, withOutput } = this.#parts;
    const container = await client.get(`job-containers/${containerId}`, ContainerView);
    const now = outside.clock.now().getTime();
    const isNews = container.revision !== this.#container?.revision || now - this.#readAt > READ_ANYWAY;
    let moved = false;
    if (isNews) {
      const jobs: JobView[] = [];
      for await (const job of client.each(`job-containers/${containerId}/jobs`, JobView)) jobs.push(job);
      moved = await this.#tellChanges(jobs);
      this.#jobs = jobs;
      this.#readAt = now;
    }
    // Last: a look that broke off is repeated as if it had not been.
    this.#container = container;
    return (withOutput && (await this.#advanceOutputs())) || moved;
  }

  async #tellChanges(jobs: JobView[]): Promise<boolean> {
    let moved = false;
    const width = Math.min(Math.max(...jobs.map((job) => job.computerName.length), 0), 40);
    for (const job of jobs) {
      const stateOf = `${job.attempt} ${job.state} ${job.cancelRequestedAt === undefined ? '' : 'asked'}`;
      const known = this.#known.get(job.id);
      if (known?.stateOf === stateOf) continue;
      const output = await this.#outputOf(job);
      // What it wrote stands before what became of it.
      if (!isPending(job)) await output?.followed.finish();
      this.#known.set(job.id, { stateOf, ...(output === undefined ? {} : { output }) });
      this.#tell(`${job.computerName.padEnd(width)}  ${taskInWords(job)}  ${whatIsWithIt(job)}`);
      moved = true;
    }
    return moved;
  }

  /** Of the current attempt; that of an earlier one is brought to its end. */
  async #outputOf(job: JobView): Promise<{ attempt: number; followed: FollowedOutput } | undefined> {
    const { client, tell, withOutput } = this.#parts;
    if (!withOutput || job.attempt === 0) return undefined;
    const known = this.#known.get(job.id)?.output;
    if (known?.attempt === job.attempt) return known;
    await known?.followed.finish();
    const followed = new FollowedOutput({
      client,
      job,
      tell: (line) => tell(`${job.computerName} | ${line}`),
    });
    const output = { attempt: job.attempt, followed };
    // Kept at once: a look that breaks off behind it must not tell the same lines again.
    this.#known.set(job.id, { stateOf: this.#known.get(job.id)?.stateOf ?? '', output });
    return output;
  }

  async #advanceOutputs(): Promise<boolean> {
    const waiting = this.#jobs.filter(isPending).flatMap((job) => this.#known.get(job.id)?.output ?? []);
    let moved = false;
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        if (await next.followed.advance()) moved = true;
      }
    };
    await Promise.all(Array.from({ length: ASKED_AT_ONCE }, work));
    return moved;
  }

  #tell(line: string): void {
    const at = this.#parts.outside.clock.now().toLocaleTimeString('sv-SE');
    this.#parts.tell(`${at}  ${line}`);
  }
}
