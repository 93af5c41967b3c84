import { constraintProblems } from '#domain/constraints.ts';
import { Refusal } from '#protocol/errors.ts';

/** @throws Refusal `invalidInput`, naming each wrong field and the part of it that is wrong */
export function checkConstraints(wanted: Parameters<typeof constraintProblems>[0], now: Date): void {
  const fields = constraintProblems(wanted, now);
  const [first] = fields;
  if (first !== undefined) {
    throw new Refusal('invalidInput', { fields, detail: `${first.path}: ${first.message}` });
  }
}
