import type { Command } from 'commander';
import { addComputerCommands } from './computer-commands.ts';
import { addContainerCommands } from './container-commands.ts';
import { addDeployCommands } from './deploy-command.ts';
import { addJobCommands } from './job-commands.ts';
import type { Outside } from './outside.ts';
import { addPackageCommands } from './package-commands.ts';

/** Everything that a hub is asked over its REST API, with a token, from anywhere. */
export function addRemoteCommands(program: Command, outside: Outside): void {
  addDeployCommands(program, outside);
  addPackageCommands(program, outside);
  addComputerCommands(program, outside);
  addJobCommands(program, outside);
  addContainerCommands(program, outside);
}
