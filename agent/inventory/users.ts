import si from 'systeminformation';
import type { LoggedInUsers } from '#protocol/inventory.ts';
import { bounded } from './bounded.ts';

/** Who is logged in now, in an order that does not change by itself. */
export async function readUsers(): Promise<LoggedInUsers> {
  const users = (await si.users()).map((one) => ({
    name: bounded(one.user),
    terminal: bounded(one.tty),
    since: bounded(`${one.date} ${one.time}`),
  }));
  const place = (one: (typeof users)[number]) => `${one.name}\n${one.terminal}\n${one.since}`;
  return users.sort((a, b) => (place(a) < place(b) ? -1 : 1)).slice(0, 200);
}
