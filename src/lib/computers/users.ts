import type { ComputerView } from '#protocol/views/computer.ts';
import { text } from '../messages/text.ts';

/** Names of those who are logged in, each once: `anna, ben and 2 more`. Undefined when nobody is. */
export function userNames(users: ComputerView['users'], shown = 2): string | undefined {
  const names = [...new Set(users.map((user) => user.name))];
  if (names.length === 0) return undefined;
  const first = names.slice(0, shown).join(', ');
  return names.length > shown
    ? text('computers.namesMore', { names: first, count: names.length - shown })
    : first;
}

/** `anna (seat0)` where it is known at which terminal somebody sits. */
export function userWithTerminal(name: string, users: ComputerView['users']): string {
  const terminal = users.find((user) => user.name === name)?.terminal;
  return terminal ? text('computers.userAt', { name, terminal }) : name;
}
