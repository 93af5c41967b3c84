import { availableParallelism, loadavg } from 'node:os';

/** What the numbers were measured on, in one line. */
export function machineLine(rounds: string): string {
  const average = loadavg()
    .map((number) => number.toFixed(1))
    .join(' ');
  return (
    `Medians of ${rounds}, on ${availableParallelism()} processors that the stores share with this program and ` +
    `whatever else runs, Node ${process.version}, load average ${average}.`
  );
}
