import { languagesIn, type Language } from './language.ts';
import { ENGLISH } from './english.ts';
import { provideLanguage } from './text.ts';

const files = import.meta.glob<unknown>(['./*/*.json', '!./en/*.json'], { import: 'default' });

/** In the browser: fetches the language of the page before anything of it is drawn. English is there already. */
export async function loadLanguage(tag: string): Promise<void> {
  const wanted = Object.entries(files).filter(([path]) => path.startsWith(`./${tag}/`));
  if (tag === ENGLISH.tag || wanted.length === 0) return;
  const loaded = await Promise.all(wanted.map(async ([path, load]) => [path, await load()] as const));
  const found: Language | undefined = languagesIn(Object.fromEntries(loaded)).get(tag);
  if (found !== undefined) provideLanguage(() => found);
}
