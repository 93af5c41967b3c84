import { Command } from 'commander';
import packageJson from '#package.json' with { type: 'json' };
import { addApiTokenCommands, addUserCommands } from './access-commands.ts';
import type { CommandLine } from './command-line.ts';
import { addConfigCommand } from './config-command.ts';
import { EXIT, failureOf } from './failure.ts';
import { addRemoteCommands } from './remote/index.ts';
import { addStoreCommands } from './store-commands.ts';
import { addTokenCommands } from './token-commands.ts';

/**
 * Runs one command: of the administration, beside the hub on its database, or over the REST API of any hub.
 * @param words what follows the program's name
 * @returns the exit code: 0 done, 1 failed, 2 wrong usage; over the API also those of `remote/exit.ts`
 */
export async function runCommandLine(words: readonly string[], line: CommandLine): Promise<number> {
  const program = new Command('reveille')
    .description(
      'Administers a hub, on its own machine and database; deploys through any hub, over its API with a token.',
    )
    .version(packageJson.version)
    // `package upload --version` is the package's.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => line.answer(text.trimEnd()),
      writeErr: (text) => line.remark(text.trimEnd()),
    });
  addConfigCommand(program, line);
  addTokenCommands(program, line);
  addUserCommands(program, line);
  addApiTokenCommands(program, line);
  addStoreCommands(program, line);
  addRemoteCommands(program, line);
  try {
    await program.parseAsync(words, { from: 'user' });
    return EXIT.done;
  } catch (error) {
    const { lines, exitCode } = failureOf(error);
    for (const text of lines) line.remark(text);
    return exitCode;
  }
}
