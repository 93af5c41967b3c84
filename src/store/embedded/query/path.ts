import type { Document, Value } from '../bson/value.ts';

/**
 * Called with each value that a path finds; undefined stands for a missing one. `position` is the place in the
 * outermost array that was entered on the way. Returns true to stop.
 */
export type Visitor = (value: Value | undefined, position: number | undefined) => boolean;

export interface PathQuery {
  readonly path: readonly string[];
  /** Whether an array at the end of the path is also entered; else it is visited as a whole only. */
  readonly entersLeaf: boolean;
  readonly visit: Visitor;
}

/**
 * Visits the values at a dotted path as MongoDB's matcher does (the rules of its BSONElementIterator): arrays on the
 * way are entered one level deep, a numeric part means both the position and a field of that name inside elements,
 * and an array at the end gives its elements, then itself. True when the visitor stopped.
 */
export function visitPath(root: Document | Value[], query: PathQuery): boolean {
  return descend({ container: root, at: 0, position: undefined }, query);
}

interface Place {
  readonly container: Document | Value[];
  readonly at: number;
  readonly position: number | undefined;
}

function descend(place: Place, query: PathQuery): boolean {
  const { path, visit } = query;
  const { position } = place;
  let current: Document | Value[] = place.container;
  let at = place.at;
  for (;;) {
    const next = fieldOf(current, path[at] ?? '');
    at += 1;
    if (next === undefined) return visit(undefined, position);
    if (Array.isArray(next)) return enterArray({ container: next, at, position }, query);
    if (at === path.length) return visit(next, position);
    if (!(next instanceof Map)) return visit(undefined, position);
    current = next;
  }
}

/** Inside `$elemMatch` an array counts as a document whose fields are its positions. */
function fieldOf(container: Document | Value[], name: string): Value | undefined {
  if (container instanceof Map) return container.get(name);
  const position = positionOf(name);
  return position === undefined ? undefined : container[position];
}

interface ArrayPlace extends Omit<Place, 'container'> {
  readonly container: Value[];
}

function enterArray(place: ArrayPlace, query: PathQuery): boolean {
  const { container, at } = place;
  const { path, entersLeaf, visit } = query;
  if (at === path.length) {
    if (entersLeaf)
      for (const [index, element] of container.entries())
        if (visit(element, place.position ?? index)) return true;
    return visit(container, place.position);
  }
  const named = positionOf(path[at] ?? '');
  for (const [index, element] of container.entries()) {
    const position = place.position ?? index;
    if (element instanceof Map && descend({ container: element, at, position }, query)) return true;
    if (index !== named) continue;
    if (at + 1 === path.length) {
      if (visit(element, position)) return true;
    } else if (element instanceof Map) {
      if (descend({ container: element, at: at + 1, position }, query)) return true;
    } else if (Array.isArray(element)) {
      if (enterArray({ container: element, at: at + 1, position }, query)) return true;
    }
  }
  return false;
}

/** The array position that a path's part names, if it is one: digits without a leading zero. */
export function positionOf(part: string): number | undefined {
  return /^(?:0|[1-9]\d{0,9})$/.test(part) ? Number(part) : undefined;
}
