/** One folder of this folder: `meta.json` says how it is called and by which locale it writes numbers and dates. */
export interface Language {
  /** Its folder's name, a BCP 47 tag. */
  tag: string;
  /** As those who speak it call it. */
  name: string;
  /** BCP 47, for numbers and dates. */
  locale: string;
  messages: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The files of languages by path (`./de/common.json`). @returns those that say how they are called, by their tag */
export function languagesIn(files: Readonly<Record<string, unknown>>): Map<string, Language> {
  const folders = Map.groupBy(Object.entries(files), ([path]) => path.split('/').at(-2) ?? '');
  const languages = new Map<string, Language>();
  for (const [tag, entries] of folders) {
    const areas = Object.fromEntries(
      entries.map(([path, content]) => [
        (path.split('/').at(-1) ?? '').replace('.json', ''),
        stringsOf(content),
      ]),
    );
    const { meta, ...messages } = areas;
    if (meta?.['name'] === undefined) continue;
    languages.set(tag, { tag, name: meta['name'], locale: meta['locale'] ?? tag, messages });
  }
  return languages;
}

function stringsOf(content: unknown): Record<string, string> {
  if (typeof content !== 'object' || content === null) return {};
  return Object.fromEntries(Object.entries(content).filter(([, text]) => typeof text === 'string'));
}

/** Of the languages a browser asks for (`Accept-Language`) the first that is there, or the first of the region's. */
export function preferred(header: string | null, tags: Iterable<string>): string | undefined {
  const known = [...tags];
  const wanted = (header ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';');
      const quality = parameters
        .find((one) => one.trim().startsWith('q='))
        ?.trim()
        .slice(2);
      return { tag: tag.toLowerCase(), quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ tag, quality }) => tag !== '' && quality > 0)
    .sort((one, other) => other.quality - one.quality);
  for (const { tag } of wanted) {
    const found =
      known.find((one) => one.toLowerCase() === tag) ??
      known.find((one) => one.toLowerCase() === tag.split('-')[0]);
    if (found !== undefined) return found;
  }
  return undefined;
}
