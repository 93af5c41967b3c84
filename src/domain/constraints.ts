import type { FieldProblem } from '#protocol/errors.ts';
import { parseAddressRanges } from './address-ranges.ts';
import { parseTimeFrames } from './time-frames.ts';

/** C2: what is wrong with the dates and constraints of a container, field by field; empty: nothing. */
export function constraintProblems(
  wanted: { startAt: Date; endAt?: Date | undefined; addressRanges: string; timeFrames: string },
  now: Date,
): FieldProblem[] {
  const { startAt, endAt, addressRanges, timeFrames } = wanted;
  const problems: FieldProblem[] = [];
  if (endAt !== undefined && endAt <= startAt) {
    problems.push({ path: 'endAt', message: 'must be after the start' });
  } else if (endAt !== undefined && endAt <= now) {
    problems.push({ path: 'endAt', message: 'must be in the future' });
  }
  const ranges = parseAddressRanges(addressRanges);
  if ('problem' in ranges) problems.push({ path: 'addressRanges', message: ranges.problem });
  const frames = parseTimeFrames(timeFrames);
  if ('problem' in frames) problems.push({ path: 'timeFrames', message: frames.problem });
  return problems;
}
