import { lineOf, walk, type Node, type Source } from './sources.ts';

/** Attributes and properties that people read or hear. */
const READ = new Set([
  'title',
  'label',
  'alt',
  'placeholder',
  'aria-label',
  'aria-description',
  'aria-roledescription',
  'text',
  'description',
  'hint',
  'deed',
  'done',
  'legend',
  'nothing',
  'word',
  'message',
  'name-for-people',
]);
const WORDS = /\p{L}{2,}/u;
/** A sentence or a heading: begins with a capital letter and goes on with another word. */
const SENTENCE = /^\p{Lu}[\p{L}’'-]*[ ,.:…]+\p{L}|\p{Ll}[.!?] \p{Lu}|\p{Ll}\.$/u;
/** Names and units that are the same in every language. */
const NO_WORDS = /^(…?px|var\(--.*|(· )?Reveille)$/;
/** The name of a message is none. */
const KEY = /^[a-z]+\.[A-Za-z0-9_]+$/;
/** Where words are code: keyboards, code samples, styles. */
const SILENT_ELEMENTS = new Set(['code', 'style', 'script', 'kbd']);

/** Texts for people that stand in the code instead of the catalogue. */
export function untoldIn(source: Source): string[] {
  const found: string[] = [];
  const tell = (node: Node, words: string) =>
    found.push(`${lineOf(source, node.start)}: ${words.trim().replaceAll(/\s+/g, ' ').slice(0, 60)}`);
  walk(source.tree, (node, above) => {
    if (node.type === 'RegularElement' && SILENT_ELEMENTS.has(String(node['name']))) return false;
    if (node.type === 'ImportDeclaration' || node.type.startsWith('TS')) return false;
    const attribute = above.findLast((one) => one.type === 'Attribute');
    if (node.type === 'Text') {
      const words = String(node['data']);
      if (!WORDS.test(words) || NO_WORDS.test(words.trim())) return undefined;
      if (attribute === undefined || READ.has(String(attribute['name']))) tell(node, words);
    } else if (node.type === 'Literal' && typeof node['value'] === 'string') {
      if (isShown(node['value'], above)) tell(node, node['value']);
    } else if (node.type === 'TemplateLiteral') {
      const quasis = node['quasis'] as { value: { cooked: string } }[];
      const words = quasis.map((one) => one.value.cooked).join('…');
      if (isShown(words, above)) tell(node, words);
    }
    return undefined;
  });
  return found;
}

function isShown(words: string, above: readonly Node[]): boolean {
  const parent = above.at(-1);
  // What is thrown at a programmer, and what is compared, is not shown.
  if (above.some((one) => one.type === 'ThrowStatement')) return false;
  if (parent?.type === 'BinaryExpression' || parent?.type === 'SwitchCase') return false;
  if (KEY.test(words) || NO_WORDS.test(words.trim())) return false;
  const property = above.findLast((one) => one.type === 'Property');
  const key = (property?.['key'] as { name?: string } | undefined)?.name;
  if (key === 'keys') return false;
  if (SENTENCE.test(words)) return true;
  const own = parent === property || parent?.type === 'ConditionalExpression';
  if (own && key !== undefined && READ.has(key) && WORDS.test(words) && /^\p{Lu}/u.test(words)) return true;
  const attribute = above.findLast((one) => one.type === 'Attribute');
  return attribute !== undefined && READ.has(String(attribute['name'])) && /\p{L}{2,}/u.test(words);
}
