import type { Command } from 'commander';
import { PackageView } from '#protocol/views/package.ts';
import { connectTo, type HubOptions, withHubOptions } from './connection.ts';
import { bytesInWords } from './duration.ts';
import { findPackage } from './find-packages.ts';
import { json } from './json.ts';
import type { Outside } from './outside.ts';
import { rowLimit } from './row-limit.ts';
import { columns, momentInWords } from './table.ts';
import {
  type PackageOptions,
  type UploadOptions,
  withPackageOptions,
  withUploadOptions,
} from './upload-options.ts';
import { copyPackage, editPackage, uploadPackage } from './upload-package.ts';

/** `package upload | copy | edit | list | show`. */
export function addPackageCommands(program: Command, outside: Outside): void {
  const group = program.command('package').description('packages on the hub');

  const upload = group
    .command('upload')
    .description('make a package of files: one .zip as it is, or several files and folders')
    .argument('[files...]');
  withUploadOptions(withHubOptions(upload)).action((files: string[], options: UploadOptions) =>
    uploadPackage(outside, files, options),
  );

  withHubOptions(group.command('copy').description('make a new version with everything that a package has'))
    .argument('<name>', 'NAME for its newest version, NAME@VERSION, or an id')
    .argument('[files...]', 'its files; without them: the same')
    .requiredOption('--version <version>', 'of the new one')
    .option('--json', 'the answer of the API, for programs')
    .action((source: string, words: string[], options: PackageOptions) =>
      copyPackage(outside, { source, words, options }),
    );

  const edit = group
    .command('edit')
    .description('change a package; --version corrects its version')
    .argument('<name>', 'NAME for its newest version, NAME@VERSION, or an id');
  withPackageOptions(withHubOptions(edit)).action((name: string, options: PackageOptions) =>
    editPackage(outside, name, options),
  );

  withHubOptions(group.command('list').description('packages by name, newest version first'))
    .option('--search <text>', 'part of a name')
    .option('--limit <number>', 'how many, at most', rowLimit, 10_000)
    .option('--json', 'the answer of the API, for programs')
    .action((options: ListOptions) => list(outside, options));

  withHubOptions(group.command('show').description('one package'))
    .argument('<name>', 'NAME for its newest version, NAME@VERSION, or an id')
    .option('--json', 'the answer of the API, for programs')
    .action((name: string, options: HubOptions & { json?: true }) => show(outside, name, options));
}

type ListOptions = HubOptions & { search?: string; limit: number; json?: true };

async function list(outside: Outside, options: ListOptions): Promise<void> {
  const { search, limit: most } = options;
  const page = await connectTo(outside, options).rows('packages', PackageView, { search, most });
  if (options.json === true) outside.answer(json(page));
  else {
    const cells = page.rows.map((one) => [
      one.id,
      one.familyName,
      one.version,
      one.content === undefined ? '' : bytesInWords(one.content.bytes),
      momentInWords(one.createdAt),
      one.createdBy,
    ]);
    for (const line of columns([['id', 'name', 'version', 'size', 'created', 'by'], ...cells]))
      outside.answer(line);
  }
  if (page.next !== undefined) outside.remark(`These are the first ${page.rows.length}. For more: --limit.`);
}

async function show(outside: Outside, name: string, options: HubOptions & { json?: true }): Promise<void> {
  const client = connectTo(outside, options);
  const { id } = await findPackage(client, name);
  const one = await client.get(`packages/${id}`, PackageView);
  if (options.json === true) {
    outside.answer(json(one));
    return;
  }
  const { content } = one;
  const facts = [
    ['id', one.id],
    ['name', one.familyName],
    ['version', one.version],
    ['created', `${momentInWords(one.createdAt)} by ${one.createdBy}`],
    [
      'files',
      content === undefined
        ? 'none'
        : `${content.files}, ${bytesInWords(content.bytes)}, SHA-256 ${content.sha256}`,
    ],
    ['upgrade', one.upgradeBehaviour],
    ['post action', one.postAction],
    ['page', client.page(`packages/${one.familyId}/${one.id}`)],
  ];
  for (const line of columns(facts)) outside.answer(line);
  for (const [title, { procedure, successCodes }] of [
    ['install', one.install],
    ['uninstall', one.uninstall],
  ] as const) {
    if (procedure === '') continue;
    outside.answer('');
    outside.answer(
      `${title} (success: ${successCodes.length === 0 ? 'every exit code' : successCodes.join(', ')})`,
    );
    for (const text of procedure.split('\n')) outside.answer(`  ${text}`);
  }
}
