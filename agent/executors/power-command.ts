import type { PowerAction } from '#protocol/orders.ts';
import { type Command, runsOn } from './commands.ts';

/** What is done to the computer; a restart of the agent needs no command. */
export type SystemAction = Exclude<PowerAction, 'restartAgent'>;

/** At once: warnings and waiting are the agent's. On Windows also programs that would rather not end (`/f`). */
export function powerCommand(platform: NodeJS.Platform, action: SystemAction): Command {
  const restarts = action === 'restart';
  switch (runsOn(platform)) {
    case 'linux':
    case 'macos':
      return { name: 'shutdown', arguments: [restarts ? '-r' : '-h', 'now'] };
    case 'windows':
      return { name: 'shutdown', arguments: [restarts ? '/r' : '/s', '/f', '/t', '0'] };
  }
}
