import { parseArgs } from 'node:util';

export interface Options {
  /** Time that one measurement takes on one store, all its rounds together. */
  seconds: number;
  /** A smoke test: short measurements, small fleets. Its numbers mean nothing. */
  quick: boolean;
}

/** Something the person who runs it can put right. It is told in one line, without a trace. */
export class Obstacle extends Error {}

const USAGE = 'npm run bench:store [-- --seconds N] [-- --quick]';
const QUICK_SECONDS = 0.5;

/** @throws Obstacle naming what is wrong */
export function readOptions(args: string[]): Options {
  let values: { seconds: string; quick: boolean };
  try {
    ({ values } = parseArgs({
      args,
      options: { seconds: { type: 'string', default: '3' }, quick: { type: 'boolean', default: false } },
    }));
  } catch (error) {
    throw new Obstacle(`${error instanceof Error ? error.message : String(error)}. Usage: ${USAGE}`);
  }
  const seconds = Number(values.seconds);
  if (!(seconds > 0 && seconds <= 600))
    throw new Obstacle(`--seconds is a number from 0.1 to 600. Usage: ${USAGE}`);
  return { quick: values.quick, seconds: values.quick ? QUICK_SECONDS : seconds };
}
