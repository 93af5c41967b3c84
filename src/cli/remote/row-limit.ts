import { InvalidArgumentError } from 'commander';

/** Rows that one command lists at most: as many as one deployment may have computers, and more. */
const MOST = 100_000;

export function rowLimit(text: string): number {
  const number = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > MOST)
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${MOST}.`);
  return number;
}
