import type { Command } from 'commander';
import { systemClock } from '#hub/clock.ts';
import { createLog } from '#hub/log.ts';
import { backupStore, copyStore, restoreEmbeddedStore } from '#store/embedded/index.ts';
import { readConfig, type Config } from '#config.ts';
import { embeddedDirectory, openDatabase } from '#open-database.ts';
import type { CommandLine } from './command-line.ts';

/** The word for the store in DATA_DIR, in place of an address. */
const EMBEDDED = 'embedded';
/** Documents between two lines about how far a copy is. */
const TOLD_EVERY = 10_000;

/** `backup`, `restore`, `store copy`: the database as a whole. */
export function addStoreCommands(program: Command, line: CommandLine): void {
  program
    .command('backup')
    .description('write the embedded store into one file, also while the hub runs')
    .argument('<file>')
    .action(async (file: string) => {
      await backupStore({ directory: directoryOf(readConfig(line.environment)), file });
      line.answer(file);
      line.remark(
        'It holds the database. The hub’s key and the files of packages lie beside it in DATA_DIR.',
      );
    });

  program
    .command('restore')
    .description('put a backup in the place of the embedded store; the hub must be stopped')
    .argument('<file>')
    .action((file: string) => {
      restoreEmbeddedStore({ directory: directoryOf(readConfig(line.environment)), file });
      line.remark('Restored. What was there before is kept beside it as store.sqlite.before-restore.');
    });

  program
    .command('store')
    .description('the database as a whole')
    .command('copy')
    .description('copy everything into another, empty database; the hub must be stopped')
    .requiredOption('--from <uri>', `a MongoDB address with a database, or "${EMBEDDED}"`)
    .requiredOption('--to <uri>', `a MongoDB address with a database, or "${EMBEDDED}"`)
    .action((options: { from: string; to: string }) => copy(options, line));
}

/** @throws Error when the hub is set to use a MongoDB */
function directoryOf(config: Config): string {
  if (config.MONGODB_URI === undefined) return embeddedDirectory(config);
  throw new Error(
    'MONGODB_URI is set: back up and restore that MongoDB with its own tools (mongodump, mongorestore).',
  );
}

async function copy({ from, to }: { from: string; to: string }, line: CommandLine): Promise<void> {
  if (from === to) throw new Error('--from and --to name the same database.');
  // Whatever the hub is set to use, here the words of the command decide.
  const config = readConfig({ ...line.environment, MONGODB_URI: undefined });
  const isEmbedded = from === EMBEDDED || to === EMBEDDED;
  const log = createLog({ level: 'silent', pretty: false });
  const embedded = isEmbedded ? await openDatabase({ config, log }) : undefined;
  const uriOf = (word: string) => (word === EMBEDDED && embedded !== undefined ? embedded.uri : word);
  const began = systemClock.now().getTime();
  const copied = new Map<string, number>();
  try {
    await copyStore({
      from: uriOf(from),
      to: uriOf(to),
      onProgress({ collection, copied: count, total }) {
        const before = copied.get(collection) ?? 0;
        copied.set(collection, count);
        const isStep = Math.floor(count / TOLD_EVERY) > Math.floor(before / TOLD_EVERY);
        if (isStep || count === total) line.remark(`${collection}: ${count} of ${total}`);
      },
    });
  } finally {
    await embedded?.close();
  }
  const documents = [...copied.values()].reduce((sum, count) => sum + count, 0);
  const seconds = (systemClock.now().getTime() - began) / 1000;
  line.answer(`${documents} documents copied in ${seconds.toFixed(1)} s`);
  if (to !== EMBEDDED)
    line.remark('Start the hub with this address in MONGODB_URI, and with the same DATA_DIR.');
}
