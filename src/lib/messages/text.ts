import { IntlMessageFormat } from 'intl-messageformat';
import { ENGLISH, type MessageKey } from './english.ts';
import type { Language } from './language.ts';

export type { MessageKey } from './english.ts';
/** What a message is filled in with, by the names in its braces. */
export type Values = Readonly<Record<string, string | number | Date>>;
/** A piece of a message: plain words, or words that stand in a tag. */
export type Part = string | { tag: string; words: string };

let current: () => Language = () => ENGLISH;
const formats = new WeakMap<Language, Map<string, IntlMessageFormat>>();

/**
 * Who says in which language things are said now: in the browser there is one, on the server each request has its
 * own. To be called once, by whoever starts the one or the other.
 */
export function provideLanguage(read: () => Language): void {
  current = read;
}

/** The language of this page, or of the request that is answered now. */
export const language = (): Language => current();

/** A message in the viewer's language, with what its braces name. Plurals, choices and numbers: ICU MessageFormat. */
export function text(key: MessageKey, values?: Values): string {
  const spoken = spokenFor(key);
  if (values === undefined && !/[{<']/.test(spoken.pattern)) return spoken.pattern;
  const words = formatOf(key, spoken).format(values === undefined ? {} : { ...values });
  return typeof words === 'string' ? words : String(words);
}

/** A message with tags (`see <link>its page</link>`), in pieces; `Phrase.svelte` shows them. */
export function parts(
  key: MessageKey,
  { tags, values }: { tags: readonly string[]; values?: Values },
): Part[] {
  const named = Object.fromEntries(
    tags.map((tag) => [tag, (words: readonly Part[]): Part => ({ tag, words: words.join('') })]),
  );
  const made = formatOf(key, spokenFor(key)).format<Part>({ ...values, ...named });
  return Array.isArray(made) ? made : [made];
}

/**
 * What another language says for something whose English stands with the rules or the protocol (a refusal, the
 * reason of a failure). @param key `area.name`, which English lacks
 */
export function textInstead(key: string, english: string): string {
  const [area = '', name = ''] = splitKey(key);
  return current().messages[area]?.[name] ?? english;
}

function splitKey(key: string): [string, string] {
  const dot = key.indexOf('.');
  return [key.slice(0, dot), key.slice(dot + 1)];
}

interface Spoken {
  language: Language;
  pattern: string;
}

function spokenFor(key: MessageKey): Spoken {
  const [area, name] = splitKey(key);
  for (const language of [current(), ENGLISH]) {
    const pattern = language.messages[area]?.[name];
    if (pattern !== undefined) return { language, pattern };
  }
  // Every key is one of English; a language that is changed while it is used must not take a page down.
  return { language: ENGLISH, pattern: key };
}

function formatOf(key: string, { language: spoken, pattern }: Spoken): IntlMessageFormat {
  let known = formats.get(spoken);
  if (known === undefined) formats.set(spoken, (known = new Map()));
  let format = known.get(key);
  if (format === undefined) known.set(key, (format = new IntlMessageFormat(pattern, spoken.locale)));
  return format;
}
