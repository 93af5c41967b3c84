import { lineOf, walk, type Node, type Source } from './sources.ts';

const KEY = /^[a-z]+\.[A-Za-z0-9_]+$/;

/** Where a message is asked for. */
export interface Use {
  at: string;
  key: string;
  /** Names of the values; undefined when they are not written out there. */
  values: string[] | undefined;
}

const nameOf = (node: unknown): string | undefined => {
  const { name } = (node ?? {}) as { name?: unknown };
  return typeof name === 'string' ? name : undefined;
};
const literalOf = (node: unknown): string | undefined => {
  const { type, value } = (node ?? {}) as { type?: string; value?: unknown };
  return type === 'Literal' && typeof value === 'string' ? value : undefined;
};

function valuesOf(node: unknown): string[] | undefined {
  if (node === undefined) return [];
  const { type, properties } = node as { type: string; properties?: Node[] };
  if (type !== 'ObjectExpression' || properties === undefined) return undefined;
  if (properties.some((one) => one.type !== 'Property')) return undefined;
  return properties.flatMap((one) => nameOf(one['key']) ?? literalOf(one['key']) ?? []);
}

/** Every literal use: `text('key', { values })` and `<Phrase of="key" values={{…}}>`. */
export function usesIn(source: Source): Use[] {
  const uses: Use[] = [];
  walk(source.tree, (node) => {
    if (node.type === 'CallExpression' && nameOf(node['callee']) === 'text') {
      const [first, second] = node['arguments'] as unknown[];
      const key = literalOf(first);
      if (key !== undefined && KEY.test(key))
        uses.push({ at: lineOf(source, node.start), key, values: valuesOf(second) });
    }
    if (node.type === 'Component' && nameOf(node) === 'Phrase') {
      const attributes = node['attributes'] as Node[];
      const of = attributes.find((one) => nameOf(one) === 'of')?.['value'];
      const [piece] = Array.isArray(of) ? (of as Node[]) : [];
      const given = attributes.find((one) => nameOf(one) === 'values')?.['value'] as
        { expression?: unknown } | undefined;
      if (typeof piece?.['data'] === 'string')
        uses.push({
          at: lineOf(source, node.start),
          key: piece['data'],
          values: given === undefined ? [] : valuesOf(given.expression),
        });
    }
    return undefined;
  });
  return uses;
}

/** Every text of the code that could be a key, whole (`states.waiting`) or its fixed beginning (`states.job_`). */
export function mentionsIn(source: Source): { whole: Set<string>; beginnings: Set<string> } {
  const whole = new Set<string>();
  const beginnings = new Set<string>();
  walk(source.tree, (node) => {
    const literal = literalOf(node) ?? (node.type === 'Text' ? String(node['data']) : undefined);
    if (literal !== undefined && KEY.test(literal)) whole.add(literal);
    if (node.type === 'TemplateLiteral') {
      const [first] = node['quasis'] as { value: { cooked: string } }[];
      const beginning = first?.value.cooked ?? '';
      if (/^[a-z]+\.[A-Za-z0-9]*_?$/.test(beginning)) beginnings.add(beginning);
    }
    return undefined;
  });
  return { whole, beginnings };
}
