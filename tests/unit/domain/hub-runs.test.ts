import { describe, expect, test } from 'vitest';
import { readHubRuns, RUNS_REMEMBERED, upTime, withRun, type HubRun } from '#domain/hub-runs.ts';
import { THEN } from '#tests/support/builders.ts';

const MINUTE = 60_000;
const at = (minutes: number) => new Date(THEN.getTime() + minutes * MINUTE);
const run = (from: number, to: number): HubRun => ({ from: at(from), to: at(to) });
const minutesUp = (runs: HubRun[], since: number, until: number) =>
  upTime(runs, { since: at(since), until: at(until) }) / MINUTE;

describe('[S2] the time in which the hub was up', () => {
  test.each([
    ['nothing is known', [], 0, 100, 0],
    ['one run around it', [run(-50, 500)], 0, 100, 100],
    ['a run that ended within', [run(-50, 30)], 0, 100, 30],
    ['a run that began within', [run(70, 500)], 0, 100, 30],
    ['a run before and one after', [run(-50, -1), run(101, 200)], 0, 100, 0],
    ['a night between two runs', [run(-50, 20), run(90, 100)], 0, 100, 30],
    ['runs that cover one another count once', [run(0, 60), run(30, 100), run(40, 50)], 0, 100, 100],
    ['in whatever order they are', [run(90, 100), run(0, 20)], 0, 100, 30],
    ['nothing before its begin', [run(0, 100)], 50, 40, 0],
  ])('%s', (_what, runs, since, until, expected) => {
    expect(minutesUp(runs, since, until)).toBe(expected);
  });
});

describe('[S2] the runs that are remembered', () => {
  test('a run grows while it goes on, and another one follows it', () => {
    let runs = withRun([], { from: at(0), now: at(0) });
    runs = withRun(runs, { from: at(0), now: at(1) });
    expect(runs).toEqual([run(0, 1)]);
    expect(withRun(runs, { from: at(10), now: at(11) })).toEqual([run(0, 1), run(10, 11)]);
  });

  test('a clock that was set back takes nothing away and makes no run negative', () => {
    expect(withRun([run(0, 100)], { from: at(50), now: at(40) })).toEqual([run(0, 100)]);
    expect(withRun([run(0, 10)], { from: at(50), now: at(40) })).toEqual([run(0, 10), run(50, 50)]);
  });

  test('of too many the shortest is forgotten, never the newest', () => {
    const many = Array.from({ length: RUNS_REMEMBERED }, (_, index) =>
      run(index * 100, index * 100 + (index === 7 ? 1 : 5)),
    );
    const next = RUNS_REMEMBERED * 100;
    const runs = withRun(many, { from: at(next), now: at(next) });
    expect(runs).toHaveLength(RUNS_REMEMBERED);
    expect(runs).not.toContainEqual(many[7]);
    expect(runs.at(-1)).toEqual(run(next, next));
    expect(runs[0]).toEqual(many[0]);
  });

  test.each([undefined, null, 'text', {}, [1, null, {}, { from: at(0) }, { from: 'x', to: 'y' }, run(5, 1)]])(
    'what cannot be read counts as time in which the hub was off: %j',
    (stored) => {
      expect(readHubRuns(stored)).toEqual([]);
    },
  );
  test('what can be read is', () => expect(readHubRuns([run(1, 5), 'x'])).toEqual([run(1, 5)]));
});
