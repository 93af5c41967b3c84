/** A span in which the hub was up. */
export interface HubRun {
  from: Date;
  to: Date;
}

/** Where the runs are stored. */
export const HUB_RUNS = 'hubRuns';
/** Runs that are remembered: a year of a restart every day. */
export const RUNS_REMEMBERED = 400;

/** S2: with the run that began at `from` and was up at `now`: the newest, or a further one. Oldest first. */
export function withRun(runs: readonly HubRun[], { from, now }: { from: Date; now: Date }): HubRun[] {
  const to = now > from ? now : from;
  const earlier = runs.filter((run) => run.from.getTime() !== from.getTime());
  const all = merged([...earlier, { from, to }]);
  while (all.length > RUNS_REMEMBERED) all.splice(shortest(all), 1);
  return all;
}

/** S2: milliseconds between two moments in which the hub was up. */
export function upTime(runs: readonly HubRun[], span: { since: Date; until: Date }): number {
  return merged(runs).reduce((sum, { from, to }) => {
    const begin = Math.max(from.getTime(), span.since.getTime());
    const end = Math.min(to.getTime(), span.until.getTime());
    return sum + Math.max(0, end - begin);
  }, 0);
}

/** What is stored, as far as it can be read: what cannot counts as time in which the hub was off. */
export function readHubRuns(stored: unknown): HubRun[] {
  return Array.isArray(stored) ? stored.filter(isRun) : [];
}

function isRun(value: unknown): value is HubRun {
  if (typeof value !== 'object' || value === null || !('from' in value) || !('to' in value)) return false;
  return value.from instanceof Date && value.to instanceof Date && value.from <= value.to;
}

/** Time that two runs cover, as when clocks were changed, counts once. */
function merged(runs: readonly HubRun[]): HubRun[] {
  const all: HubRun[] = [];
  for (const run of runs.toSorted((one, other) => one.from.getTime() - other.from.getTime())) {
    const last = all.at(-1);
    if (last === undefined || last.to < run.from) all.push({ ...run });
    else if (last.to < run.to) last.to = run.to;
  }
  return all;
}

/** The place of the shortest run, the newest apart: forgetting it makes least difference. */
function shortest(runs: readonly HubRun[]): number {
  const length = (run: HubRun | undefined) => (run === undefined ? 0 : run.to.getTime() - run.from.getTime());
  return runs
    .slice(0, -1)
    .reduce((found, run, place) => (length(run) < length(runs[found]) ? place : found), 0);
}
