import { parseArgs } from 'node:util';
import { Obstacle } from '../options.ts';

export interface ConsoleOptions {
  computers: number;
  jobs: number;
  /** Without a browser: the server's time alone, in a tenth of the time. */
  serverOnly: boolean;
  /** The one part that is wanted of what needs a browser; undefined: all of it. */
  only: Part | undefined;
}

/** What can be measured alone. */
const PARTS = ['scripts', 'pages', 'storm'] as const;
export type Part = (typeof PARTS)[number];

const USAGE = `npm run bench:console [-- --computers N] [-- --jobs N] [-- --server] [-- --only ${PARTS.join('|')}]`;
const MOST = { computers: 50_000, jobs: 50_000 };

/** @throws Obstacle */
export function readConsoleOptions(args: string[]): ConsoleOptions {
  let values: { computers: string; jobs: string; server: boolean; only?: string };
  try {
    ({ values } = parseArgs({
      args,
      options: {
        computers: { type: 'string', default: '20000' },
        jobs: { type: 'string', default: '10000' },
        server: { type: 'boolean', default: false },
        only: { type: 'string' },
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
  const only = PARTS.find((part) => part === values.only);
  if (values.only !== undefined && only === undefined)
    throw new Obstacle(`--only is one of ${PARTS.join(', ')}. Usage: ${USAGE}`);
  const numbers = { computers: numberOf('computers'), jobs: numberOf('jobs') };
  const options = { ...numbers, only, serverOnly: values.server };
  if (options.jobs > options.computers)
    throw new Obstacle('There is one job for a computer: not more jobs than computers.');
  return options;
}
