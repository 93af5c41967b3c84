import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, type AST } from 'svelte/compiler';

const ROOT = join(import.meta.dirname, '../../..');

/** A file of the console as a tree; a module is read as the script of a component without markup. */
export interface Source {
  /** From the root of the project. */
  path: string;
  code: string;
  tree: AST.Root;
}

/** Every component and module of the console, those that run on the server included. */
export function consoleSources(): Source[] {
  return globSync(['src/lib/**/*.{svelte,ts}', 'src/routes/**/*.{svelte,ts}'], { cwd: ROOT })
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
    .map((path) => {
      const written = readFileSync(join(ROOT, path), 'utf8');
      const code = path.endsWith('.svelte') ? written : `<script module lang="ts">\n${written}\n</script>`;
      return { path, code, tree: parse(code, { modern: true }) };
    });
}

export interface Node {
  type: string;
  start: number;
  [property: string]: unknown;
}
const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

/** Calls for every node below, parents first, with the nodes it stands in; what answers false is not entered. */
export function walk(
  node: unknown,
  visit: (node: Node, above: readonly Node[]) => boolean | undefined,
): void {
  const seen = new Set<unknown>();
  const enter = (value: unknown, above: readonly Node[]): void => {
    if (Array.isArray(value)) {
      for (const one of value) enter(one, above);
      return;
    }
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    const within = isNode(value) ? [...above, value] : above;
    if (isNode(value) && visit(value, above) === false) return;
    for (const [name, below] of Object.entries(value)) {
      if (name !== 'loc' && name !== 'parent' && name !== 'metadata') enter(below, within);
    }
  };
  enter(node, []);
}

export const lineOf = ({ path, code }: Source, at: number): string => {
  const lines = code.slice(0, at).split('\n').length;
  return `${path}:${path.endsWith('.svelte') ? lines : lines - 1}`;
};
