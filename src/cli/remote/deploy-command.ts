import type { Command } from 'commander';
import type { JobAction } from '#protocol/job.ts';
import { ContainerView } from '#protocol/views/container.ts';
import type { ApiClient } from './api-client.ts';
import { connectTo, withHubOptions } from './connection.ts';
import { type DeployOptions, type Wish, wishOf, withDeployOptions } from './deploy-options.ts';
import { counted } from './duration.ts';
import { wrongUsage } from './exit.ts';
import { findComputers, namesFromFile } from './find-computers.ts';
import { findGroups } from './find-groups.ts';
import { findPackages } from './find-packages.ts';
import { followToItsEnd } from './follow-command.ts';
import { json } from './json.ts';
import type { Outside } from './outside.ts';
import { planInWords } from './plan-in-words.ts';
import { wholePreview } from './whole-preview.ts';

/** Characters of the API's longest name. */
const NAME_LENGTH = 120;

/** `deploy`, `uninstall`: creates a job container and, if asked to, follows it to its end. */
export function addDeployCommands(program: Command, outside: Outside): void {
  const add = (name: string, action: JobAction, description: string) =>
    withDeployOptions(withHubOptions(program.command(name).description(description))).action(
      (options: DeployOptions) => deploy(outside, { action, options }),
    );
  add('deploy', 'install', 'install packages on computers');
  add('uninstall', 'uninstall', 'uninstall packages from computers');
}

async function deploy(
  outside: Outside,
  { action, options }: { action: JobAction; options: DeployOptions },
): Promise<void> {
  const isFollowed = options.wait === true;
  if (!isFollowed && (options.timeout !== undefined || options.output === true)) {
    throw wrongUsage('--timeout and --output need --wait.');
  }
  const client = connectTo(outside, options);
  const { package: named = [], packageGroup = [], computerGroup = [] } = options;
  if (named.length + packageGroup.length === 0) {
    throw wrongUsage('Which packages? Give --package NAME… or --package-group NAME….');
  }
  const words = await computerWords(options, outside);
  const packages = await findPackages(client, { words: named, action });
  const packageGroups = await findGroups(client, 'packages', packageGroup);
  const computers = await findComputers(client, words);
  const computerGroups = await findGroups(client, 'computers', computerGroup);
  const what = [...packages.map((one) => `${one.familyName} ${one.version}`), ...packageGroups.map(nameIn)];
  const wish = {
    ...wishOf(options),
    name: options.name ?? nameOf(what, action),
    action,
    computerIds: computers.map(idIn),
    computerGroupIds: computerGroups.map(idIn),
    packageIds: packages.map(idIn),
    packageGroupIds: packageGroups.map(idIn),
  };
  if (options.dryRun === true) return showPlan(outside, { client, wish, isJson: options.json === true });

  const container = await client.create('job-containers', wish, ContainerView);
  const address = client.page(`containers/${container.id}`);
  const created = `"${container.name}": ${counted(container.jobs, 'job')} in job container ${container.id}`;
  if (!isFollowed) {
    if (options.json === true) outside.answer(json(container));
    else for (const line of [created, address]) outside.answer(line);
    return;
  }
  for (const line of [created, address]) outside.remark(line);
  await followToItsEnd(outside, { client, containerId: container.id, options });
}

async function computerWords(options: DeployOptions, outside: Outside): Promise<string[]> {
  const listed =
    options.computersFile === undefined ? [] : await namesFromFile(options.computersFile, outside);
  const words = [...(options.computer ?? []), ...listed];
  if (words.length === 0 && options.computerGroup === undefined) {
    throw wrongUsage(
      'Which computers? Give --computer NAME…, --computers-file FILE or --computer-group NAME….',
    );
  }
  return words;
}

const idIn = ({ id }: { id: string }) => id;
const nameIn = ({ name }: { name: string }) => name;

function nameOf([first, ...others]: readonly string[], action: JobAction): string {
  const what = `${first ?? ''}${others.length === 0 ? '' : ` and ${others.length} more`}`;
  return (action === 'install' ? what : `Uninstall ${what}`).slice(0, NAME_LENGTH);
}

async function showPlan(
  outside: Outside,
  task: {
    client: ApiClient;
    wish: Wish & { action: JobAction };
    isJson: boolean;
  },
): Promise<void> {
  const preview = await wholePreview(task.client, task.wish);
  if (task.isJson) outside.answer(json(preview));
  else for (const line of planInWords(preview)) outside.answer(line);
}
