import { expect, test } from 'vitest';
import { conditionsOf } from '#domain/conditions.ts';
import {
  compareQueuePlaces,
  nextToPush,
  whyWaiting,
  type Circumstances,
  type QueuePlace,
} from '#domain/queue.ts';
import { aContainer, THEN } from '#tests/support/builders.ts';
import { later } from './events.ts';
import { seeded, seeds, type Seeded } from './seeded.ts';

const CONTAINERS = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(24));
const AROUND: Circumstances = {
  presence: 'online',
  address: '192.0.2.7',
  timeZone: 'UTC',
  conditions: new Map(CONTAINERS.map((id) => [id, conditionsOf(aContainer({ id }))])),
};

/** Places as a hub makes them: no two of one container have the same sequence. */
function queueOf(chosen: Seeded, count: number, from = 0): QueuePlace[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `${from + index}`,
    containerId: chosen.oneOf(CONTAINERS),
    sequence: from + index + 1,
    state: 'waiting',
    priority: chosen.whole(-2, 2),
    containerCreatedAt: later(chosen.whole(0, 2)),
    dueAt: THEN,
  }));
}

function shuffled<Value>(values: readonly Value[], chosen: Seeded): Value[] {
  const left = [...values];
  return values
    .map(() => left.splice(chosen.whole(0, left.length - 1), 1)[0])
    .filter((one) => one !== undefined);
}
const idsOf = (places: readonly QueuePlace[]) => places.map(({ id }) => id);

test('[E1] however the queue was read, it is worked off in one order', () => {
  for (const seed of seeds(100)) {
    const chosen = seeded(seed);
    const queue = queueOf(chosen, chosen.whole(2, 12));
    const order = idsOf(queue.toSorted(compareQueuePlaces));
    const other = shuffled(queue, chosen);
    expect(idsOf(other.toSorted(compareQueuePlaces)), `seed ${seed}`).toEqual(order);
    const handedOver: string[] = [];
    for (let left = other; ;) {
      const next = nextToPush(left, AROUND, later(1));
      if (next === undefined) break;
      handedOver.push(next.id);
      left = left.filter((one) => one !== next);
    }
    expect(handedOver, `seed ${seed}`).toEqual(order);
  }
});

/**
 * A computer that works jobs off while others are created: what has begun is never overtaken, and whatever is
 * handed over was, at that moment, before all that waited.
 */
test('[E1] [E2] [E5] what is created later overtakes by its priority all that has not begun, and nothing that has', () => {
  let overtaken = 0;
  for (const seed of seeds(200)) {
    const chosen = seeded(seed);
    let queue = queueOf(chosen, 3);
    let made = queue.length;
    let running: QueuePlace | undefined;
    for (let turn = 0; turn < 30; turn += 1) {
      if (chosen.chance(0.4)) {
        const added = queueOf(chosen, 1, made);
        made += 1;
        queue = [...queue, ...added];
        if (running === undefined) continue;
        const waits = added.map((one) => whyWaiting(one, { ...AROUND, queue }, later(1)));
        expect(waits, `seed ${seed}`).toMatchObject([{ reason: 'behindJob', behind: { jobId: running.id } }]);
        if (added.some((one) => one.priority > (running?.priority ?? 0))) overtaken += 1;
      } else if (running !== undefined) {
        expect(nextToPush(queue, AROUND, later(1)), `seed ${seed}`).toBeUndefined();
        queue = queue.filter(({ id }) => id !== running?.id);
        running = undefined;
      } else {
        const next = nextToPush(queue, AROUND, later(1));
        if (next === undefined) continue;
        const rivals = queue.filter((one) => one !== next);
        expect(
          rivals.every((one) => compareQueuePlaces(next, one) < 0),
          `seed ${seed}`,
        ).toBe(true);
        running = { ...next, state: chosen.oneOf(['pushed', 'downloading', 'unpacking', 'executing']) };
        queue = [...rivals, running];
      }
    }
  }
  expect(overtaken).toBeGreaterThan(100);
});
