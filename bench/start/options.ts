import { parseArgs } from 'node:util';
import { Obstacle } from '../options.ts';

export interface StartOptions {
  /** Real agents, each a process of its own. */
  agents: number;
  /** Deployments to all of them, one after the other. */
  rounds: number;
  /** Seconds between two questions of an agent that polls. */
  poll: number;
}

const USAGE = 'npm run bench:start [-- --agents N] [-- --rounds N] [-- --poll SECONDS]';
const MOST = { agents: 200, rounds: 100, poll: 600 };

/** @throws Obstacle */
export function readStartOptions(args: string[]): StartOptions {
  const option = (preset: string) => ({ type: 'string', default: preset }) as const;
  let values: Record<keyof StartOptions, string>;
  try {
    ({ values } = parseArgs({
      args,
      options: { agents: option('20'), rounds: option('5'), poll: option('60') },
    }));
  } catch (error) {
    throw new Obstacle(`${error instanceof Error ? error.message : String(error)}. Usage: ${USAGE}`);
  }
  const numberOf = (name: keyof StartOptions): number => {
    const number = Number(values[name]);
    if (Number.isInteger(number) && number >= 1 && number <= MOST[name]) return number;
    throw new Obstacle(`--${name} is a whole number from 1 to ${MOST[name]}. Usage: ${USAGE}`);
  };
  return { agents: numberOf('agents'), rounds: numberOf('rounds'), poll: numberOf('poll') };
}
