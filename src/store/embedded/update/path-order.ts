import { compareText } from '../bson/order.ts';
import { positionOf } from '../query/path.ts';

/** The order in which MongoDB applies changes: part by part, positions by number, other names by bytes. */
export function comparePaths(left: readonly string[], right: readonly string[]): number {
  for (const [at, part] of left.entries()) {
    const other = right[at];
    if (other === undefined) return 1;
    const result = compareParts(part, other);
    if (result !== 0) return result;
  }
  return left.length - right.length;
}

function compareParts(left: string, right: string): number {
  const first = positionOf(left);
  const second = positionOf(right);
  return first !== undefined && second !== undefined ? first - second : compareText(left, right);
}

/** Whether one path is the other or leads to it. */
export function isConflict(shorter: readonly string[], longer: readonly string[]): boolean {
  return shorter.every((part, at) => longer[at] === part);
}
