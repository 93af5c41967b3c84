import type { Command } from 'commander';
import { ContainerView, JobView } from '#protocol/views/container.ts';
import type { ApiClient } from './api-client.ts';
import { connectTo, type HubOptions, withHubOptions } from './connection.ts';
import { duration } from './duration.ts';
import { type FollowOptions, followToItsEnd } from './follow-command.ts';
import { countsInWords, stagedInWords } from './job-words.ts';
import { jobTable } from './job-table.ts';
import { json } from './json.ts';
import type { Outside } from './outside.ts';
import { columns, momentInWords } from './table.ts';

type Options = HubOptions & { json?: true };

/** Jobs that a container shows to people. */
const JOBS_SHOWN = 500;

/** `container show | follow | cancel | pause | resume | retry`. */
export function addContainerCommands(program: Command, outside: Outside): void {
  const container = program.command('container').description('a job container: what deploy has created');
  const add = (name: string, description: string) =>
    withHubOptions(container.command(name).description(description))
      .argument('<id>')
      .option('--json', 'the answer of the API, for programs');
  const change = (name: string, verb: string, description: string) =>
    add(name, description).action(async (id: string, options: Options) => {
      const client = connectTo(outside, options);
      const changed = await client.post(
        `job-containers/${encodeURIComponent(id)}/${verb}`,
        {},
        ContainerView,
      );
      tell(outside, client, { container: changed, options });
    });

  add('show', 'a job container with its jobs').action(async (id: string, options: Options) => {
    const client = connectTo(outside, options);
    const path = `job-containers/${encodeURIComponent(id)}`;
    const shown = await client.get(path, ContainerView);
    tell(outside, client, { container: shown, options });
    if (options.json === true) return;
    const { rows, next } = await client.rows(`${path}/jobs`, JobView, { most: JOBS_SHOWN });
    for (const line of jobTable(rows)) outside.answer(line);
    if (next !== undefined) outside.remark(`These are the first ${rows.length} of ${shown.jobs} jobs.`);
  });

  add('follow', 'follow it live; the exit code is its result')
    .option('--timeout <time>', 'at most so long, like 30m', duration)
    .option('--output', 'every line that the procedures write')
    .action((id: string, options: HubOptions & FollowOptions) =>
      followToItsEnd(outside, {
        client: connectTo(outside, options),
        containerId: encodeURIComponent(id),
        options,
      }),
    );

  change('cancel', 'cancel', 'cancel all that has not ended');
  change('pause', 'pause', 'begin nothing more');
  change('resume', 'resume', 'go on after a pause');

  add('retry', 'try all jobs again that failed, expired or were aborted')
    .option('--job <id...>', 'these jobs alone')
    .action(async (id: string, options: Options & { job?: string[] }) => {
      const client = connectTo(outside, options);
      const body = options.job === undefined ? {} : { jobIds: options.job };
      const path = `job-containers/${encodeURIComponent(id)}/retry`;
      tell(outside, client, { container: await client.post(path, body, ContainerView), options });
    });
}

function tell(
  outside: Outside,
  client: ApiClient,
  { container, options }: { container: ContainerView; options: Options },
): void {
  if (options.json === true) {
    outside.answer(json(container));
    return;
  }
  const { id, name, state, startAt, endAt, createdBy, createdAt, counts, preStaged } = container;
  const facts = [
    ['name', name],
    ['state', state],
    ['jobs', countsInWords(counts)],
    ...(preStaged === undefined ? [] : [['content', stagedInWords(preStaged)]]),
    ['start', momentInWords(startAt)],
    ['end', endAt === undefined ? 'never' : momentInWords(endAt)],
    ['created', `${momentInWords(createdAt)} by ${createdBy}`],
    ['page', client.page(`containers/${id}`)],
  ];
  for (const line of columns(facts)) outside.answer(line);
}
