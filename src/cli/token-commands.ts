import { hostname } from 'node:os';
import type { Command } from 'commander';
import { SYSTEM } from '#hub/actor.ts';
import type { Config } from '#config.ts';
import type { CommandLine } from './command-line.ts';
import { columns, wholeNumber } from './options.ts';

/** `token create`, `token list`: what agents enrol with. */
export function addTokenCommands(program: Command, line: CommandLine): void {
  const token = program.command('token').description('enrolment tokens for agents');

  token
    .command('create')
    .description('make a token and print it with the line that enrols an agent; it is shown this once')
    .option('--name <name>', 'what it is for', 'command line')
    .option('--uses <number>', 'how many agents may enrol with it', wholeNumber, 1)
    .option('--hours <number>', 'how long it is valid', wholeNumber, 24)
    .action((options: { name: string; uses: number; hours: number }) =>
      line.withHub(async (hub, config) => {
        const created = await hub.commands.createEnrolmentToken(SYSTEM, {
          name: options.name,
          maxUses: options.uses,
          validMinutes: options.hours * 60,
        });
        line.answer(created.token);
        line.remark(`Good for ${created.maxUses} agents until ${created.expiresAt}. On the computer, run:`);
        line.answer(
          `npm run agent -- --hub ${hubAddress(config)} --token ${created.token} --data ./agent-data`,
        );
      }),
    );

  token
    .command('list')
    .description('list the tokens, without their secrets')
    .action(() =>
      line.withHub(async (hub) => {
        const rows: string[][] = [];
        for (let cursor: string | undefined; ;) {
          const page = await hub.queries.enrolmentTokens(SYSTEM, cursor === undefined ? {} : { cursor });
          for (const { id, uses, maxUses, expiresAt, createdBy, name } of page.rows) {
            rows.push([id, `${uses}/${maxUses}`, expiresAt, createdBy, name]);
          }
          cursor = page.next;
          if (cursor === undefined) break;
        }
        for (const text of columns(['id', 'used', 'expires', 'made by', 'name'], rows)) line.answer(text);
      }),
    );
}

/** Where agents reach the hub. A hub that listens on every network is named by this machine's name. */
function hubAddress(config: Config): string {
  if (config.ORIGIN !== undefined) return config.ORIGIN;
  const everywhere = config.HOST === '0.0.0.0' || config.HOST === '::';
  const host = everywhere ? hostname() : config.HOST.includes(':') ? `[${config.HOST}]` : config.HOST;
  return `http://${host}:${config.PORT}`;
}
