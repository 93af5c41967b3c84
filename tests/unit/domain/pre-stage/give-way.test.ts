import { describe, expect, test } from 'vitest';
import { givingWay, type Downloads, type HeldByPreStage } from '#domain/pre-stage/give-way.ts';
import { later } from '../events.ts';

const soon: HeldByPreStage = { computerId: 'soon', subnet: 'x', beginsAt: later(1) };
const late: HeldByPreStage = { computerId: 'late', subnet: 'y', beginsAt: later(3) };
const latest: HeldByPreStage = { computerId: 'latest', subnet: 'x', beginsAt: later(5) };
const preStages = [soon, latest, late];

const downloads = (hub: [number, number], subnets: [Record<string, number>, number]): Downloads => ({
  hub: { going: hub[0], limit: hub[1] },
  subnets: { going: new Map(Object.entries(subnets[0])), limit: subnets[1] },
});
const giving = (waiting: string[], at: Downloads) =>
  givingWay(
    waiting.map((subnet) => ({ subnet })),
    at,
    preStages,
  );

describe('[V3] pre-stages give their slots to waiting jobs', () => {
  test.each<[string, string[], Downloads, string[]]>([
    ['none, when no job waits', [], downloads([4, 4], [{}, 0]), []],
    ['none, while there is room', ['x'], downloads([3, 4], [{ x: 2, y: 1 }, 3]), []],
    ['none, without limits', ['x', 'x'], downloads([400, 0], [{ x: 400 }, 0]), []],
    ['the one that begins last', ['z'], downloads([4, 4], [{ x: 2, y: 1 }, 0]), ['latest']],
    ['as many as jobs wait', ['z', 'z'], downloads([4, 4], [{ x: 2, y: 1 }, 0]), ['latest', 'late']],
    ['none for a job that still has room', ['z', 'z'], downloads([3, 4], [{}, 0]), ['latest']],
    ['in a full subnet one of this subnet', ['y'], downloads([3, 0], [{ x: 2, y: 1 }, 1]), ['late']],
    ['which makes room at the hub, too', ['y'], downloads([3, 3], [{ x: 2, y: 1 }, 1]), ['late']],
    ['none for a subnet that jobs alone fill', ['z'], downloads([4, 4], [{ z: 1 }, 1]), []],
    [
      'for the one after a job that cannot be helped',
      ['z', 'y'],
      downloads([4, 4], [{ x: 2, y: 1, z: 1 }, 1]),
      ['late'],
    ],
    ['all of them at most', ['z', 'z', 'z', 'z'], downloads([3, 3], [{}, 0]), ['latest', 'late', 'soon']],
  ])('%s', (_, waiting, at, expected) => {
    expect(giving(waiting, at)).toEqual(expected);
  });
});
