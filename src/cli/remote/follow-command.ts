import type { JobView } from '#protocol/views/container.ts';
import type { ApiClient } from './api-client.ts';
import { ContainerFollower } from './container-follower.ts';
import { counted, inWords } from './duration.ts';
import { endWith, REMOTE_EXIT, RemoteEnd } from './exit.ts';
import { countsInWords, taskInWords, whatIsWithIt } from './job-words.ts';
import { json } from './json.ts';
import { exitOf, isBad } from './outcome.ts';
import type { Outside } from './outside.ts';

/** Jobs that the last lines name. */
const NAMED = 20;

export interface FollowOptions {
  timeout?: number;
  output?: true;
  json?: true;
}

/** Why following has stopped although the deployment goes on. */
class Stopped extends Error {
  readonly exitCode: typeof REMOTE_EXIT.timedOut | typeof REMOTE_EXIT.interrupted;
  constructor(exitCode: Stopped['exitCode']) {
    super('stopped following');
    this.exitCode = exitCode;
  }
}

/**
 * Follows a container until its last job has ended, its time is over, or Ctrl-C.
 * @throws RemoteEnd with the exit code that the result means, unless that is 0
 */
export async function followToItsEnd(
  outside: Outside,
  task: { client: ApiClient; containerId: string; options: FollowOptions },
): Promise<void> {
  const { client, containerId, options } = task;
  const began = outside.clock.now().getTime();
  const stop = new AbortController();
  const release = outside.onInterrupt(() => stop.abort(new Stopped(REMOTE_EXIT.interrupted)));
  const cancel =
    options.timeout === undefined
      ? undefined
      : outside.clock.after(options.timeout, () => stop.abort(new Stopped(REMOTE_EXIT.timedOut)));
  const follower = new ContainerFollower({
    client,
    containerId,
    outside,
    // With --json the answer is one document: what happens meanwhile is for the person.
    tell: (line) => (options.json === true ? outside.remark(line) : outside.answer(line)),
    withOutput: options.output === true,
    stop: stop.signal,
  });
  try {
    const { container, jobs } = await follower.follow();
    if (options.json === true) outside.answer(json({ container, jobs }));
    else for (const line of summary(jobs, outside.clock.now().getTime() - began)) outside.answer(line);
    endWith(exitOf(jobs));
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    if (options.json === true && follower.seen !== undefined) outside.answer(json(follower.seen));
    throw new RemoteEnd(error.exitCode, goesOn(task, error, follower.seen?.jobs));
  } finally {
    cancel?.();
    release();
  }
}

function summary(jobs: readonly JobView[], milliseconds: number): string[] {
  const bad = jobs.filter(isBad);
  return [
    ...bad.slice(0, NAMED).map((job) => `${job.computerName}: ${taskInWords(job)} ${whatIsWithIt(job)}`),
    ...(bad.length > NAMED ? [`… and ${bad.length - NAMED} more`] : []),
    `${counted(jobs.length, 'job')}: ${countsInWords(countsOf(jobs))}, after ${inWords(milliseconds)}`,
  ];
}

function goesOn(
  { client, containerId, options }: { client: ApiClient; containerId: string; options: FollowOptions },
  { exitCode }: Stopped,
  jobs: readonly JobView[] | undefined,
): string[] {
  const why =
    exitCode === REMOTE_EXIT.timedOut
      ? `Not done after ${inWords(options.timeout ?? 0)}.`
      : 'No longer following.';
  return [
    ...(jobs === undefined ? [] : [`${counted(jobs.length, 'job')}: ${countsInWords(countsOf(jobs))}`]),
    `${why} The deployment goes on: ${client.page(`containers/${containerId}`)}`,
    `To follow it again: npm run reveille -- container follow ${containerId}`,
    `To cancel it:       npm run reveille -- container cancel ${containerId}`,
  ];
}

function countsOf(jobs: readonly JobView[]): Partial<Record<JobView['state'], number>> {
  const counts: Partial<Record<JobView['state'], number>> = {};
  for (const { state } of jobs) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}
