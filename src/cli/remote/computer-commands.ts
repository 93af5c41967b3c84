import type { Command } from 'commander';
import { z } from 'zod';
import { ComputerDetail, ComputerView } from '#protocol/views/computer.ts';
import { WakeView } from '#protocol/views/wake.ts';
import { InstallationView } from '#protocol/views/package.ts';
import { connectTo, type HubOptions, withHubOptions } from './connection.ts';
import { counted } from './duration.ts';
import { wrongUsage } from './exit.ts';
import { findComputers } from './find-computers.ts';
import { findGroups } from './find-groups.ts';
import { stateInWords } from './job-words.ts';
import { json } from './json.ts';
import type { Outside } from './outside.ts';
import { rowLimit } from './row-limit.ts';
import { columns, momentInWords } from './table.ts';

type Options = HubOptions & { json?: true };
const Installed = InstallationView.pick({
  packageName: true,
  packageVersion: true,
  installedAt: true,
  installedBy: true,
});
const Woken = z.object({ wakes: z.array(WakeView), online: z.number(), notWakeable: z.number() });

/** `computers`, `computer show`, `computer wake`. */
export function addComputerCommands(program: Command, outside: Outside): void {
  withHubOptions(program.command('computers').description('computers by name'))
    .option('--search <text>', 'part of a name')
    .option('--online', 'those that are online')
    .option('--group <name>', 'those of a group and of all below it: a name, or SITE/ROOM')
    .option('--limit <number>', 'how many, at most', rowLimit, 10_000)
    .option('--json', 'the answer of the API, for programs')
    .action((options: ListOptions) => list(outside, options));

  const computer = program.command('computer').description('one computer');
  withHubOptions(computer.command('show').description('what is known of it, and what is installed there'))
    .argument('<name>', 'name or id')
    .option('--json', 'the answer of the API, for programs')
    .action((name: string, options: Options) => show(outside, name, options));

  withHubOptions(computer.command('wake').description('send magic packets now'))
    .argument('<name...>', 'names or ids')
    .option('--json', 'the answer of the API, for programs')
    .action((names: string[], options: Options) => wake(outside, names, options));
}

type ListOptions = Options & { search?: string; online?: true; group?: string; limit: number };

async function list(outside: Outside, options: ListOptions): Promise<void> {
  const client = connectTo(outside, options);
  const { search, limit: most } = options;
  const online = options.online === true ? 'true' : undefined;
  const [group] = options.group === undefined ? [] : await findGroups(client, 'computers', [options.group]);
  const page = await client.rows('computers', ComputerView, { search, online, groupId: group?.id, most });
  if (options.json === true) outside.answer(json(page));
  else {
    const cells = page.rows.map((one) => [
      one.name,
      ...presenceOf(one),
      one.operatingSystem ?? '',
      doing(one),
    ]);
    const heads = ['name', 'presence', 'since', 'address', 'system', 'does'];
    for (const line of columns([heads, ...cells])) outside.answer(line);
  }
  if (page.next !== undefined) outside.remark(`These are the first ${page.rows.length}. For more: --limit.`);
}

const presenceOf = ({ presence, presenceSince, address }: ComputerView) => [
  presence,
  momentInWords(presenceSince),
  address ?? '',
];

const doing = ({ currentJob }: ComputerView) =>
  currentJob === undefined
    ? ''
    : `${currentJob.action} ${currentJob.packageName} ${currentJob.packageVersion} (${stateInWords(currentJob.state)})`;

async function show(outside: Outside, name: string, options: Options): Promise<void> {
  const client = connectTo(outside, options);
  const [found] = await findComputers(client, [name]);
  if (found === undefined) throw wrongUsage(`There is no computer "${name}".`);
  const detail = await client.get(`computers/${found.id}`, ComputerDetail);
  if (options.json === true) {
    outside.answer(json(detail));
    return;
  }
  const { rows } = await client.get(
    `computers/${found.id}/installations`,
    z.object({ rows: z.array(Installed) }),
  );
  const [presence, since, address] = presenceOf(detail);
  const facts = [
    ['id', detail.id],
    ['name', detail.name],
    ['presence', `${presence ?? ''} since ${since ?? ''}`],
    ['address', address ?? ''],
    ['system', detail.operatingSystem ?? ''],
    ['agent', detail.agentVersion ?? ''],
    ['does', doing(detail)],
    ['due', detail.power === undefined ? '' : `${detail.power.action} (${detail.power.state})`],
    ['notes', detail.notes.split('\n', 1)[0] ?? ''],
    ['page', client.page(`computers/${detail.id}`)],
  ].filter(([, value]) => value !== '');
  for (const line of columns(facts)) outside.answer(line);
  if (rows.length === 0) return;
  outside.answer('');
  const installed = rows.map((one) => [
    one.packageName,
    one.packageVersion,
    momentInWords(one.installedAt),
    one.installedBy,
  ]);
  for (const line of columns([['installed', 'version', 'since', 'by'], ...installed])) outside.answer(line);
}

async function wake(outside: Outside, names: string[], options: Options): Promise<void> {
  const client = connectTo(outside, options);
  const computerIds = (await findComputers(client, names)).map(({ id }) => id);
  const woken = await client.post('computers/wake', { computerIds }, Woken);
  if (options.json === true) {
    outside.answer(json(woken));
    return;
  }
  for (const { computerName, state, detail } of woken.wakes) {
    outside.answer(`${computerName}: ${state}${detail === undefined ? '' : `: ${detail}`}`);
  }
  if (woken.online > 0) outside.remark(`${counted(woken.online, 'computer')} online already`);
  if (woken.notWakeable > 0)
    outside.remark(`${counted(woken.notWakeable, 'computer')} without a known MAC address`);
}
