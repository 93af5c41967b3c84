import { measureInTurns, type Result, type Stage } from './interleave.ts';
import { MEASUREMENTS } from './measurements/all.ts';
import type { Measurement } from './measurement.ts';
import { figure, table } from './table.ts';

/** Below this many calls the 99th percentile is nothing but the slowest of them. */
const ENOUGH_FOR_P99 = 100;
const RATIO_NOTE = 'ratio: how many times as fast the embedded store is. ';

/** Measures everything on these stores. @returns the table and what it does not say by itself */
export async function compare(stages: readonly Stage[], seconds: number): Promise<string> {
  const rows: string[][] = [];
  for (const measurement of MEASUREMENTS) {
    console.error(`  ${measurement.name} …`);
    const results = await measureInTurns(measurement, stages, seconds);
    rows.push([
      measurement.name,
      ...results.flatMap((result) => cells(measurement, result)),
      ...ratio(results),
    ]);
  }
  const head = stages.flatMap(({ place }) => [`${place.name} /s`, 'p50 ms', 'p99 ms']);
  const compared = stages.length > 1;
  const note = `${compared ? RATIO_NOTE : ''}* fewer than ${ENOUGH_FOR_P99} calls: the slowest of them.`;
  return `${table(['', ...head, ...(compared ? ['ratio'] : [])], rows)}\n${note}`;
}

function cells({ bytes }: Measurement, result: Result): string[] {
  const { operationsPerSecond, p50, p99, calls } = result;
  const rate =
    bytes === undefined
      ? figure(operationsPerSecond)
      : `${figure((operationsPerSecond * bytes) / 1_000_000)} MB`;
  return [rate, figure(p50), `${figure(p99)}${calls < ENOUGH_FOR_P99 ? '*' : ''}`];
}

/** How many times as fast the first is as the second, where there are two. */
function ratio([one, other]: readonly Result[]): string[] {
  if (one === undefined || other === undefined) return [];
  return [`${(one.operationsPerSecond / other.operationsPerSecond).toFixed(2)}×`];
}
