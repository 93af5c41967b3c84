import { expect, it } from 'vitest';
import type { ComputerEvent } from '#domain/timeline/happening.ts';
import { createLog } from '#hub/log.ts';
import { Timeline } from '#hub/timeline/timeline.ts';
import { TimelineTrimmer } from '#hub/timeline/timeline-trimmer.ts';
import { Refusal } from '#protocol/errors.ts';
import { anEvent, anId, THEN } from '#tests/support/builders.ts';
import { drivenClock } from '#tests/support/driven-clock.ts';

const started = { what: 'started' } as const;

/** A timeline on a store that can be taken away. */
function given() {
  const clock = drivenClock(THEN);
  const written: ComputerEvent[][] = [];
  const store = {
    newId: anId,
    away: false,
    /** Happens while something is written. */
    meanwhile: () => undefined as void,
    timeline: {
      insertMany: (events: ComputerEvent[]) => {
        store.meanwhile();
        if (store.away) return Promise.reject(new Refusal('unavailable'));
        written.push(events);
        return Promise.resolve();
      },
      trim: () => Promise.resolve(0),
    },
  };
  const told: string[] = [];
  const announcer = { timeline: (computerId: string) => void told.push(computerId) };
  const parts = { store, announcer, clock, log: createLog({ level: 'silent', pretty: false }) };
  const timeline = new Timeline(() => parts as never);
  return { timeline, store, clock, written, told };
}

it('what is told is collected, written together, and announced at once', async () => {
  const { timeline, clock, written, told } = given();
  timeline.tell('a', started);
  timeline.tell('b', started, started);
  timeline.tell('c');
  expect(told).toStrictEqual(['a', 'b', 'b']);
  expect(written).toStrictEqual([]);
  await clock.advance(250);
  expect(written.map((events) => events.length)).toStrictEqual([3]);
  expect(clock.armed).toBe(0);
});

it('ten thousand at once are a few writes', async () => {
  const { timeline, written } = given();
  for (let n = 0; n < 10_000; n += 1) timeline.tell(String(n), started);
  await timeline.written();
  expect(written.map((events) => events.length)).toStrictEqual(Array.from({ length: 20 }, () => 500));
});

it('while the database is away, events wait in their order, and are written when it is back', async () => {
  const { timeline, store, clock, written } = given();
  store.away = true;
  store.meanwhile = () => {
    store.meanwhile = () => undefined;
    timeline.tell('b', started);
  };
  timeline.tell('a', started);
  await clock.advance(250);
  await clock.advance(1_000);
  expect(written).toStrictEqual([]);
  store.away = false;
  await clock.advance(5_000);
  expect(written.flat().map(({ computerId }) => computerId)).toStrictEqual(['a', 'b']);
});

it('of very many that wait the oldest are given up', async () => {
  const { timeline, store, written } = given();
  store.away = true;
  for (let n = 0; n < 50_010; n += 1) timeline.tell(String(n), started);
  store.away = false;
  await timeline.written();
  expect(written.flat()).toHaveLength(50_000);
  expect(written.flat()[0]?.computerId).toBe('10');
});

it('at the stop what waits is written, and nothing more is taken', async () => {
  const { timeline, clock, written } = given();
  timeline.tell('a', started);
  await timeline.stop();
  timeline.tell('b', started);
  await clock.advance(10_000);
  expect(written.flat().map(({ computerId }) => computerId)).toStrictEqual(['a']);
  expect(clock.armed).toBe(0);
});

it('[Z7] a timeline is cut once for every hundred of its events: first the comings and goings, then all', async () => {
  const cuts: unknown[] = [];
  const store = {
    trim: (computerId: string, only: object) => Promise.resolve(cuts.push({ computerId, ...only })),
  };
  const trimmer = new TimelineTrimmer(() => store as never);
  const of = (computerId: string, count: number) =>
    Array.from({ length: count }, () => anEvent({ computerId }));
  await trimmer.after([...of('a', 99), ...of('b', 60)]);
  expect(cuts).toStrictEqual([]);
  await trimmer.after([...of('a', 1), ...of('b', 30)]);
  expect(cuts).toStrictEqual([
    { computerId: 'a', keep: 500, kind: 'connection' },
    { computerId: 'a', keep: 2_000 },
  ]);
  await trimmer.after(of('a', 99));
  expect(cuts).toHaveLength(2);
});
