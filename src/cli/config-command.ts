import type { Command } from 'commander';
import { readConfig, type SettingDescription, SETTINGS } from '#config.ts';
import type { CommandLine } from './command-line.ts';

/** `config`: every setting with its value and where that comes from, then every mistake. */
export function addConfigCommand(program: Command, line: CommandLine): void {
  program
    .command('config')
    .description('list every setting: its value, where that comes from, its default, and its reason')
    .action(() => {
      for (const [name, description] of Object.entries(SETTINGS)) {
        for (const text of settingInWords(name, description, line.environment[name])) line.answer(text);
      }
      // Last, and thrown: whoever asks because the hub does not start finds the mistakes at the end.
      readConfig(line.environment);
    });
}

function settingInWords(name: string, description: SettingDescription, given: string | undefined): string[] {
  const isGiven = given !== undefined && given !== '';
  const value = isGiven ? (description.secret === true ? '(set, not shown)' : given) : description.default;
  return [
    `${name} = ${value}`,
    `    from: ${isGiven ? 'the environment' : 'the default'}   default: ${description.default}`,
    `    ${description.reason}`,
  ];
}
