import type { Measurement } from './measurement.ts';
import type { Place } from './place.ts';
import { Runner, type Round } from './runner.ts';
import type { Scenery } from './scenery.ts';
import { median, percentile } from './statistics.ts';

export const ROUNDS = 5;
/** Share of a round that each store runs before anything counts. */
const WARM_UP = 0.3;

export interface Result {
  operationsPerSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  calls: number;
}

/** A store and what lies in it. */
export interface Stage {
  place: Place;
  scenery: Scenery;
}

/**
 * Measures the stores in turns, A B A B …: what else the machine does meets both alike.
 * @returns the median of the rounds, and percentiles over all calls, in the order of the stages
 */
export async function measureInTurns(
  measurement: Measurement,
  stages: readonly Stage[],
  seconds: number,
): Promise<Result[]> {
  const lines: { runner: Runner; rounds: Round[] }[] = [];
  for (const { place, scenery } of stages) {
    const operation = await measurement.prepare(place, scenery);
    lines.push({ runner: new Runner(operation, measurement.connections ?? 1), rounds: [] });
  }
  const milliseconds = (seconds * 1_000) / ROUNDS;
  for (const { runner } of lines) await runner.run(milliseconds * WARM_UP);
  for (let round = 0; round < ROUNDS; round += 1)
    for (const { runner, rounds } of lines) rounds.push(await runner.run(milliseconds));
  return lines.map(({ rounds }) => resultOf(rounds));
}

function resultOf(rounds: readonly Round[]): Result {
  const durations = rounds.flatMap((round) => round.durations);
  return {
    operationsPerSecond: median(rounds.map((round) => round.operationsPerSecond)),
    p50: median(durations),
    p99: percentile(durations, 0.99),
    calls: durations.length,
  };
}
