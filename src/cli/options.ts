import { InvalidArgumentError, Option } from 'commander';
import { Role } from '#protocol/role.ts';

/** The value of an option that counts something. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) === 0) {
    throw new InvalidArgumentError('It must be a whole number above 0.');
  }
  return Number(text);
}

export const roleOption = () =>
  new Option('--role <role>', 'what it may do').choices(Role.options).makeOptionMandatory();

/** Rows under their headings, in columns; cells hold one line each. */
export function columns(headings: string[], rows: string[][]): string[] {
  const widths = headings.map((heading, at) =>
    Math.max(heading.length, ...rows.map((row) => row[at]?.length ?? 0)),
  );
  return [headings, ...rows].map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
