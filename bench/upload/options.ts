import { parseArgs } from 'node:util';
import { Obstacle } from '../options.ts';

export interface UploadOptions {
  /** Size of the file that goes there and back. */
  bytes: number;
}

const USAGE = 'npm run bench:upload [-- --mib N]';
const MIB = 1024 * 1024;
const PRESET_MIB = 2048;
const MOST_MIB = 65_536;

/** @throws Obstacle naming what is wrong */
export function readUploadOptions(args: string[]): UploadOptions {
  let mib: string;
  try {
    ({
      values: { mib },
    } = parseArgs({ args, options: { mib: { type: 'string', default: String(PRESET_MIB) } } }));
  } catch (error) {
    throw new Obstacle(`${error instanceof Error ? error.message : String(error)}. Usage: ${USAGE}`);
  }
  const number = Number(mib);
  if (!Number.isInteger(number) || number < 1 || number > MOST_MIB)
    throw new Obstacle(`--mib is a whole number from 1 to ${MOST_MIB}. Usage: ${USAGE}`);
  return { bytes: number * MIB };
}
