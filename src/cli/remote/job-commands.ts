import { type Command, InvalidArgumentError } from 'commander';
import { JobState } from '#protocol/job.ts';
import { JobView, OutputPage } from '#protocol/views/container.ts';
import type { ApiClient, Rows } from './api-client.ts';
import { connectTo, type HubOptions, withHubOptions } from './connection.ts';
import { wrongUsage } from './exit.ts';
import { findComputers } from './find-computers.ts';
import { followJob } from './follow-job.ts';
import { FollowedOutput } from './followed-output.ts';
import { jobTable } from './job-table.ts';
import { json } from './json.ts';
import { rowLimit } from './row-limit.ts';
import type { Outside } from './outside.ts';

interface JobsOptions extends HubOptions {
  state?: JobState[];
  computer?: string;
  limit: number;
  json?: true;
}

/** `jobs`, `job output`. */
export function addJobCommands(program: Command, outside: Outside): void {
  withHubOptions(program.command('jobs').description('jobs, newest first'))
    .option('--state <state...>', JobState.options.join(', '), aState)
    .option('--computer <name>', 'name or id')
    .option('--limit <number>', 'how many, at most', rowLimit, 100)
    .option('--json', 'the answer of the API, for programs')
    .action(async (options: JobsOptions) => {
      const page = await jobsOf(connectTo(outside, options), options);
      if (options.json === true) outside.answer(json(page));
      else for (const line of jobTable(page.rows)) outside.answer(line);
      if (page.next !== undefined)
        outside.remark(`These are the newest ${page.rows.length}. For more: --limit.`);
    });

  withHubOptions(
    program.command('job').description('one job').command('output').description('what it has written'),
  )
    .argument('<id>')
    .option('--attempt <number>', 'of an earlier attempt', rowLimit)
    .option('--follow', 'until the job has ended; the exit code is its result')
    .option('--json', 'the answer of the API, for programs')
    .action((id: string, options: OutputOptions) => output(outside, id, options));
}

interface OutputOptions extends HubOptions {
  attempt?: number;
  follow?: true;
  json?: true;
}

async function jobsOf(client: ApiClient, options: JobsOptions): Promise<Rows<JobView>> {
  const { state, computer, limit: most } = options;
  const [found] = computer === undefined ? [] : await findComputers(client, [computer]);
  return client.rows('jobs', JobView, { state: state?.join(','), computerId: found?.id, most });
}

async function output(outside: Outside, id: string, options: OutputOptions): Promise<void> {
  const { attempt } = options;
  if (options.follow === true && (options.json === true || attempt !== undefined)) {
    throw wrongUsage('--follow goes with neither --json nor --attempt.');
  }
  const client = connectTo(outside, options);
  const job = await client.get(`jobs/${encodeURIComponent(id)}`, JobView);
  if (options.follow === true) return followJob(outside, { client, job });
  const wanted = { ...job, attempt: attempt ?? job.attempt };
  if (options.json === true) outside.answer(json(await wholeOutput(client, wanted)));
  else {
    const tell = (line: string) => outside.answer(line);
    await new FollowedOutput({ client, job: wanted, tell }).finish();
  }
}

/** All pages as one; the hub keeps at most 16 MiB of an attempt. */
async function wholeOutput(client: ApiClient, job: Pick<JobView, 'id' | 'attempt'>): Promise<OutputPage> {
  const ask = (after: number) =>
    client.get(`jobs/${job.id}/output`, OutputPage, { attempt: job.attempt, after });
  const { next: second, ...whole } = await ask(0);
  let next = second;
  while (next !== undefined) {
    const page = await ask(next);
    whole.chunks.push(...page.chunks);
    next = page.next;
  }
  return whole;
}

function aState(word: string, before: JobState[] | undefined): JobState[] {
  const state = JobState.safeParse(word);
  if (!state.success) throw new InvalidArgumentError(`There are: ${JobState.options.join(', ')}.`);
  return [...(before ?? []), state.data];
}
