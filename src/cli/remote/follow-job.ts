import { JobView } from '#protocol/views/container.ts';
import type { ApiClient } from './api-client.ts';
import { endWith, REMOTE_EXIT, RemoteEnd } from './exit.ts';
import { FollowedOutput } from './followed-output.ts';
import { whatIsWithIt } from './job-words.ts';
import { exitOf, isPending } from './outcome.ts';
import type { Outside } from './outside.ts';
import { patiently, pause } from './patience.ts';

/** Milliseconds between two looks at one job. */
const LOOK_AGAIN = 300;

/**
 * Tells the output of a job as it is written, until the job has ended or Ctrl-C; a retry's output follows.
 * @throws RemoteEnd with the exit code that its result means, unless that is 0
 */
export async function followJob(outside: Outside, task: { client: ApiClient; job: JobView }): Promise<void> {
  const stop = new AbortController();
  const release = outside.onInterrupt(() => stop.abort(new RemoteEnd(REMOTE_EXIT.interrupted)));
  const client = task.client.until(stop.signal);
  const begin = (job: JobView) =>
    ({ attempt: job.attempt, followed: new FollowedOutput({ client, job, tell: outside.answer }) }) as const;
  let { job } = task;
  let output = begin(job);
  try {
    for (;;) {
      if (output.attempt !== job.attempt) {
        await patiently(outside, stop.signal, () => output.followed.finish());
        output = begin(job);
      }
      // The job was looked at before its output: when it had ended by then, the output is whole.
      const ended = !isPending(job);
      await patiently(outside, stop.signal, async () => {
        if (ended) await output.followed.finish();
        else await output.followed.advance();
      });
      if (ended) break;
      await pause(outside.clock, LOOK_AGAIN, stop.signal);
      job = await patiently(outside, stop.signal, () => client.get(`jobs/${job.id}`, JobView));
    }
  } finally {
    release();
  }
  outside.remark(whatIsWithIt(job));
  endWith(exitOf([job]));
}
