import type { Command } from 'commander';
import type { JobAction } from '#protocol/job.ts';
import { ContainerView } from '#protocol/views/container.ts';
import type { ApiClient } from './api-client.ts';
import { connectTo, withHubOptions } from './connection.ts';
import { type DeployOptions, type Wish, wishOf, withDeployOptions } from './deploy-options.ts';
import { counted } from './duration.ts';
import { wrongUsage } from './exit.ts';
import { findComputers, namesFromFile } from './find-computers.ts';
import { findPackages, type NamedPackage } from './find-packages.ts';
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
  const packages = await findPackages(client, { words: options.package, action });
  const computers = await findComputers(client, await computerWords(options, outside));
  const wish = {
    ...wishOf(options),
    name: options.name ?? nameOf(packages, action),
    action,
    computerIds: computers.map((computer) => computer.id),
    packageIds: packages.map((one) => one.id),
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
  if (words.length === 0)
    throw wrongUsage('Which computers? Give --computer NAME… or --computers-file FILE.');
  return words;
}

function nameOf(packages: readonly NamedPackage[], action: JobAction): string {
  const [first, ...others] = packages.map((one) => `${one.familyName} ${one.version}`);
  const what = `${first ?? ''}${others.length === 0 ? '' : ` and ${others.length} more`}`;
  return (action === 'install' ? what : `Uninstall ${what}`).slice(0, NAME_LENGTH);
}

async function showPlan(
  outside: Outside,
  task: {
    client: ApiClient;
    wish: Wish & { action: JobAction; computerIds: string[]; packageIds: string[] };
    isJson: boolean;
  },
): Promise<void> {
  const preview = await wholePreview(task.client, task.wish);
  if (task.isJson) outside.answer(json(preview));
  else for (const line of planInWords(preview)) outside.answer(line);
}
