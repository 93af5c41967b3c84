import type { ComputerView } from '#protocol/views/computer.ts';

/** Names of those who are logged in, each once: `anna, ben and 2 more`. Undefined when nobody is. */
export function userNames(users: ComputerView['users'], shown = 2): string | undefined {
  const names = [...new Set(users.map((user) => user.name))];
  if (names.length === 0) return undefined;
  const first = names.slice(0, shown).join(', ');
  return names.length > shown ? `${first} and ${names.length - shown} more` : first;
}
