import { LIMITS } from '#protocol/limits.ts';
import type { NamedPage } from './contract/aggregates.ts';

/** A name as it is compared, sorted and searched: without regard to case. */
export const keyOf = (name: string) => name.normalize('NFC').toLowerCase();

const literally = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** Matches a name key that contains the words, as they stand. Longer than a name can be is cut: it matches nothing. */
export const containing = (words: string) =>
  new RegExp(literally(keyOf(words).slice(0, LIMITS.nameLength + 1)));

/** Matches a name, as it is written, that contains the words in any case. */
export const containingAnyCase = (words: string) =>
  new RegExp(literally(words.normalize('NFC').slice(0, LIMITS.nameLength + 1)), 'i');

/** Matches a text that begins with these characters. */
export const beginningWith = (prefix: string) =>
  new RegExp(`^${literally(prefix.slice(0, LIMITS.nameLength))}`);

/** What is searched for in a name, when anything is. */
export const searching = ({ search }: NamedPage): { $regex?: RegExp } =>
  search === undefined || search === '' ? {} : { $regex: containing(search) };

/**
 * A page's condition on a name key that is unique: the name alone is the cursor.
 * @returns undefined for the beginning of everything
 */
export function pageOfNames(page: NamedPage): { $regex?: RegExp; $gt?: string } | undefined {
  const range = { ...searching(page), ...(page.after === undefined ? {} : { $gt: keyOf(page.after.name) }) };
  return Object.keys(range).length === 0 ? undefined : range;
}
