import { compareValues } from '../bson/order.ts';

/** The order in which MongoDB applies changes: part by part, by bytes. */
export function comparePaths(left: readonly string[], right: readonly string[]): number {
  for (const [at, part] of left.entries()) {
    const other = right[at];
    if (other === undefined) return 1;
    const result = compareValues(part, other);
    if (result !== 0) return result;
  }
  return left.length - right.length;
}

/** Whether one path is the other or leads to it. */
export function isOnTheWay(shorter: readonly string[], longer: readonly string[]): boolean {
  return shorter.every((part, at) => longer[at] === part);
}
