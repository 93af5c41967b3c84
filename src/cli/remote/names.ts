import { Identifier } from '#protocol/identifiers.ts';
import { HubRefusal } from './hub-failure.ts';

/** Names that one refusal of ours lists. */
const NAMED = 10;

/** A name as the hub compares it: without regard to case. */
export const keyOf = (name: string) => name.trim().normalize('NFC').toLowerCase();

export const isIdentifier = (word: string) => Identifier.safeParse(word).success;

/** What an id stands for; undefined when the hub knows none. @throws RemoteEnd for any other trouble */
export async function unlessUnknown<Value>(asked: Promise<Value>): Promise<Value | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof HubRefusal && error.code === 'notFound') return undefined;
    throw error;
  }
}

/** Asks for what resembles a word, and failing that for whatever there is. @param ask lists names, `search` within them */
export async function whatIsThere(
  word: string,
  ask: (search: string | undefined, most: number) => Promise<{ rows: { name: string }[]; next?: string }>,
): Promise<string> {
  const similar = await ask(word, NAMED);
  const found = similar.rows.length > 0 ? similar : await ask(undefined, NAMED);
  if (found.rows.length === 0) return 'There is none yet.';
  const names = found.rows.map(({ name }) => name).join(', ');
  return found.next === undefined ? `There are: ${names}.` : `Among others there are: ${names}.`;
}
