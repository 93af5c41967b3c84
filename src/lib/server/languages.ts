import { AsyncLocalStorage } from 'node:async_hooks';
import type { Cookies } from '@sveltejs/kit';
import { ENGLISH } from '$lib/messages/english.ts';
import { languagesIn, preferred, type Language } from '$lib/messages/language.ts';
import { provideLanguage } from '$lib/messages/text.ts';

/** Chosen in the account menu; otherwise the browser's wish counts. */
export const LANGUAGE_COOKIE = 'reveille_language';

const languages = languagesIn(
  import.meta.glob<unknown>('../messages/*/*.json', { eager: true, import: 'default' }),
);
/** Requests are answered side by side, each in its own language. */
const ofRequest = new AsyncLocalStorage<Language>();
provideLanguage(() => ofRequest.getStore() ?? ENGLISH);

/** Those that can be chosen. */
export const languageChoices = () => [...languages.values()].map(({ tag, name }) => ({ tag, name }));

export function languageOf({ cookies, request }: { cookies: Cookies; request: Request }): Language {
  const chosen = languages.get(cookies.get(LANGUAGE_COOKIE) ?? '');
  if (chosen !== undefined) return chosen;
  const tag = preferred(request.headers.get('accept-language'), languages.keys());
  return (tag === undefined ? undefined : languages.get(tag)) ?? ENGLISH;
}

/** Runs what answers a request in that language. */
export const inLanguage = <Answer>(language: Language, answer: () => Answer): Answer =>
  ofRequest.run(language, answer);
