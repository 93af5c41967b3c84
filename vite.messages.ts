import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const FOLDER = 'src/lib/messages';
const CATALOGUE = `${FOLDER}/english.ts`;
const VIRTUAL = 'virtual:messages/';
/** So named, no other plugin takes it for a file. */
const RESOLVED = `\0${VIRTUAL}`;

/** Every area of English. */
export const areasOfEnglish = (root: string): string[] =>
  readdirSync(join(root, FOLDER, 'en'))
    .map((file) => file.replace('.json', ''))
    .filter((area) => area !== 'meta')
    .sort();

/**
 * Which areas a module may speak of: every text in it that begins as a message is named. Rather one too many: a name
 * that is put together begins with its area all the same.
 */
export function areasIn(code: string, areas: readonly string[]): string[] {
  const named = new Set([...code.matchAll(/["'`]([a-z]+)\.(?:[A-Za-z]|\$\{)/g)].map(([, area]) => area));
  return areas.filter((area) => named.has(area));
}

/**
 * Of the English messages the browser fetches those areas that the modules of its page speak of: all of them together
 * are larger than most pages. On the server, in tests and while developing they are all there.
 */
export function messagesByArea(): Plugin {
  let root = '';
  let areas: string[] = [];
  return {
    name: 'reveille:messages-by-area',
    apply: 'build',
    // After Svelte: what its markup speaks of stands in the module by then.
    enforce: 'post',
    applyToEnvironment: ({ name }) => name === 'client',
    configResolved(config) {
      root = config.root.replaceAll('\\', '/');
      areas = areasOfEnglish(root);
    },
    resolveId: (id) => (id.startsWith(VIRTUAL) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(RESOLVED)) return undefined;
      const area = id.slice(RESOLVED.length);
      return [
        `import { ENGLISH } from '/${CATALOGUE}';`,
        `import area from '/${FOLDER}/en/${area}.json';`,
        `ENGLISH.messages[${JSON.stringify(area)}] = area;`,
      ].join('\n');
    },
    transform(code, id) {
      if (id === `${root}/${CATALOGUE}`)
        return {
          code: `import meta from '/${FOLDER}/en/meta.json';\nexport const ENGLISH = { tag: 'en', ...meta, messages: {} };`,
          map: null,
        };
      if (!id.startsWith(`${root}/src/`) || id.includes('.json') || id.includes('.css')) return undefined;
      const spoken = areasIn(code, areas);
      if (spoken.length === 0) return undefined;
      return { code: `${spoken.map((area) => `import '${VIRTUAL}${area}';`).join('')}${code}`, map: null };
    },
  };
}
