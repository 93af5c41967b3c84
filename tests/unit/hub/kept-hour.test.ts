import { expect, test } from 'vitest';
import { KeptHour } from '#hub/kept-hour.ts';
import { aJob } from '#tests/support/builders.ts';

const NOON = new Date('2026-05-01T12:00:00.000Z');
const ended = aJob({ state: 'failed', endedAt: NOON, revision: 4 });
const other = aJob({ state: 'succeeded', endedAt: NOON, revision: 4 });

/** An hour whose jobs the database has found already, and tells when it is let go on. */
function slowlyRead(found: (typeof ended)[]) {
  const hour = new KeptHour();
  const { promise, resolve: goOn } = Promise.withResolvers<undefined>();
  const reading = hour.read(
    {
      jobs: {
        async eachEnded(_, take) {
          await promise;
          found.forEach(take);
        },
      },
      history: { eachEnded: () => Promise.resolve() },
    },
    NOON,
  );
  return {
    hour,
    async read() {
      goOn(undefined);
      await reading;
    },
  };
}

const statesIn = async (hour: KeptHour) => [...(await hour.ended())].map(({ state }) => state).sort();

test('[U1] what becomes of a job while its hour is read counts, not what is read of it', async () => {
  const { hour, read } = slowlyRead([ended, other]);
  hour.take({ ...ended, state: 'waiting', revision: 5 }, { isIn: false });
  hour.take({ ...other, state: 'failed', revision: 5 }, { isIn: true });
  await read();
  expect(await statesIn(hour)).toEqual(['failed']);
});

test('[U1] of two answers that overtake one another the newer counts', async () => {
  const { hour, read } = slowlyRead([]);
  await read();
  hour.take(ended, { isIn: true });
  hour.take({ ...ended, state: 'succeeded', revision: 6 }, { isIn: true });
  hour.take({ ...ended, state: 'cancelled', revision: 5 }, { isIn: true });
  expect(await statesIn(hour)).toEqual(['succeeded']);
});

test('[U1] a line stands in for its job, and a job that has not ended in the hour is not kept', async () => {
  const { hour, read } = slowlyRead([ended]);
  await read();
  hour.takeLine({ id: ended.id, state: 'succeeded' });
  hour.take({ ...other, revision: 9 }, { isIn: false });
  expect(await statesIn(hour)).toEqual(['succeeded']);
  expect(hour.size).toBe(2);
});
