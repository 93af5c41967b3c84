import { parseArgs } from 'node:util';
import { Obstacle } from '../options.ts';

export interface ConsoleOptions {
  computers: number;
  jobs: number;
  /** Without a browser: the server's time alone, in a tenth of the time. */
  serverOnly: boolean;
}

const USAGE = 'npm run bench:console [-- --computers N] [-- --jobs N] [-- --server]';
const MOST = { computers: 50_000, jobs: 50_000 };

/** @throws Obstacle */
export function readConsoleOptions(args: string[]): ConsoleOptions {
  let values: { computers: string; jobs: string; server: boolean };
  try {
    ({ values } = parseArgs({
      args,
      options: {
        computers: { type: 'string', default: '20000' },
        jobs: { type: 'string', default: '10000' },
        server: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    throw new Obstacle(`${error instanceof Error ? error.message : String(error)}. Usage: ${USAGE}`);
  }
  const numberOf = (name: keyof typeof MOST): number => {
    const number = Number(values[name]);
    if (Number.isInteger(number) && number >= 100 && number <= MOST[name]) return number;
    throw new Obstacle(`--${name} is a whole number from 100 to ${MOST[name]}. Usage: ${USAGE}`);
  };
  const options = { computers: numberOf('computers'), jobs: numberOf('jobs'), serverOnly: values.server };
  if (options.jobs > options.computers)
    throw new Obstacle('There is one job for a computer: not more jobs than computers.');
  return options;
}
