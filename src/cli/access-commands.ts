import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { SYSTEM } from '#hub/actor.ts';
import type { Role } from '#protocol/role.ts';
import type { CommandLine } from './command-line.ts';
import { columns, roleOption, wholeNumber } from './options.ts';

/** `user create`, `user list`: people who sign in. */
export function addUserCommands(program: Command, line: CommandLine): void {
  const user = program.command('user').description('people who sign in to the console');

  user
    .command('create')
    .description('add a user; without --password and REVEILLE_PASSWORD a password is made and printed once')
    .requiredOption('--name <name>', 'the name to sign in with')
    .addOption(roleOption())
    .option('--password <password>', 'other users of this machine may see it: better use REVEILLE_PASSWORD')
    .action((options: { name: string; role: Role; password?: string }) =>
      line.withHub(async (hub) => {
        const given = options.password ?? (line.environment.REVEILLE_PASSWORD || undefined);
        const password = given ?? randomBytes(15).toString('base64url');
        const { name, role } = options;
        const created = await hub.commands.createUser(SYSTEM, { name, role, password });
        line.remark(`${created.name} may sign in as ${created.role}.`);
        if (given === undefined) line.answer(password);
      }),
    );

  user
    .command('list')
    .description('list the users')
    .action(() =>
      line.withHub(async (hub) => {
        const users = await hub.queries.users(SYSTEM);
        const rows = users.map(({ id, role, createdAt, name }) => [id, role, createdAt, name]);
        for (const text of columns(['id', 'role', 'since', 'name'], rows)) line.answer(text);
      }),
    );
}

/** `api-token create`: what programs sign in with. */
export function addApiTokenCommands(program: Command, line: CommandLine): void {
  program
    .command('api-token')
    .description('tokens for programs that use the API')
    .command('create')
    .description('make a token and print it; it is shown this once')
    .requiredOption('--name <name>', 'which program it is for')
    .addOption(roleOption())
    .option('--days <number>', 'how long it is valid; without it: until it is revoked', wholeNumber)
    .action((options: { name: string; role: Role; days?: number }) =>
      line.withHub(async (hub) => {
        const created = await hub.commands.createApiToken(SYSTEM, {
          name: options.name,
          role: options.role,
          ...(options.days === undefined ? {} : { validDays: options.days }),
        });
        line.remark(`Valid until ${created.expiresAt ?? 'it is revoked'}, with the role ${created.role}.`);
        line.answer(created.token);
      }),
    );
}
