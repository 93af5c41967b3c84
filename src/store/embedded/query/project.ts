import type { Document, Value } from '../bson/value.ts';

/** A projection's paths as a tree: `leaf` where a path ends. */
export type PathTree = Map<string, PathTree | 'leaf'>;

/** A field that is worked out from the stored document and put at the end; undefined leaves it out. */
export interface Computed {
  readonly name: string;
  readonly compute: (document: Document) => Value | undefined;
}

/** Applied to an array at a path after the projection; `$slice`. */
export interface Slice {
  readonly path: readonly string[];
  readonly cut: (array: Value[]) => Value[];
}

export interface Projection {
  readonly mode: 'include' | 'exclude';
  readonly tree: PathTree;
  readonly computed: readonly Computed[];
  readonly slices: readonly Slice[];
}

/** The projected document, fields in the order they are stored in. */
export function project(document: Document, { mode, tree, computed, slices }: Projection): Document {
  const result = mode === 'include' ? include(document, tree) : exclude(document, tree);
  for (const { name, compute } of computed) {
    const value = compute(document);
    if (value === undefined) result.delete(name);
    else result.set(name, value);
  }
  for (const slice of slices) applySlice({ container: result, slice, at: 0 });
  return result;
}

/** Adds a path to a tree. Says so when it lies on or under another path, or above one. */
export function addPath(tree: PathTree, path: readonly string[]): 'under' | 'above' | undefined {
  let node = tree;
  for (const [at, part] of path.entries()) {
    const known = node.get(part);
    if (known === 'leaf') return at === path.length - 1 ? 'above' : 'under';
    if (at === path.length - 1) {
      if (known !== undefined) return 'above';
      node.set(part, 'leaf');
    } else if (known === undefined) {
      const below: PathTree = new Map();
      node.set(part, below);
      node = below;
    } else {
      node = known;
    }
  }
  return undefined;
}

function include(document: Document, tree: PathTree): Document {
  const result: Document = new Map();
  for (const [name, value] of document) {
    const node = tree.get(name);
    if (node === undefined) continue;
    const kept = node === 'leaf' ? value : includeBelow(value, node);
    if (kept !== undefined) result.set(name, kept);
  }
  return result;
}

/** Documents inside arrays are projected too, at any depth; other values have no fields and go. */
function includeBelow(value: Value, tree: PathTree): Value | undefined {
  if (value instanceof Map) return include(value, tree);
  if (!Array.isArray(value)) return undefined;
  return value.map((each) => includeBelow(each, tree)).filter((each) => each !== undefined);
}

function exclude(document: Document, tree: PathTree): Document {
  const result: Document = new Map();
  for (const [name, value] of document) {
    const node = tree.get(name);
    if (node === undefined) result.set(name, value);
    else if (node !== 'leaf') result.set(name, excludeBelow(value, node));
  }
  return result;
}

function excludeBelow(value: Value, tree: PathTree): Value {
  if (value instanceof Map) return exclude(value, tree);
  return Array.isArray(value) ? value.map((each) => excludeBelow(each, tree)) : value;
}

/** Changes `container` in place: it is the projection's own copy along the slice's path, made on the way. */
function applySlice({ container, slice, at }: { container: Document; slice: Slice; at: number }): void {
  const name = slice.path[at] ?? '';
  const value = container.get(name);
  if (value === undefined) return;
  if (at === slice.path.length - 1) {
    if (Array.isArray(value)) container.set(name, slice.cut(value));
  } else {
    container.set(name, sliceBelow({ value, slice, at: at + 1 }));
  }
}

function sliceBelow({ value, slice, at }: { value: Value; slice: Slice; at: number }): Value {
  if (Array.isArray(value)) return value.map((each) => sliceBelow({ value: each, slice, at }));
  if (!(value instanceof Map)) return value;
  const copy = new Map(value);
  applySlice({ container: copy, slice, at });
  return copy;
}
