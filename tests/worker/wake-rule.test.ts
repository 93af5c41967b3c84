import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JobContainer } from '#domain/entities.ts';
import type { Finding } from '#protocol/finding.ts';
import { DEFAULT_SETTINGS } from '#protocol/settings.ts';
import { aContainer, aWake, THEN } from '#tests/support/builders.ts';
import { openTestStore, type TestStore } from '#tests/support/store.ts';
import { rule } from '#worker/rules/wake.ts';

const MINUTE = 60_000;
const at = (minutes: number) => new Date(THEN.getTime() + minutes * MINUTE);

let database: TestStore;
beforeEach(async () => {
  database = await openTestStore();
});
afterEach(() => database.dispose());

async function findingsAt(now: Date, hubStartedAt = at(-1000)): Promise<Finding[]> {
  const findings: Finding[] = [];
  const facts = { store: database.store, settings: DEFAULT_SETTINGS, timeZone: 'UTC', hubStartedAt, now };
  await rule(facts, (finding) => void findings.push(finding));
  return findings;
}
async function givenContainer(given: Partial<JobContainer>): Promise<string> {
  const container = aContainer({ wakeOnLan: true, ...given });
  await database.store.containers.insert(container);
  return container.id;
}

describe('the rule wake', () => {
  it('[W2] finds containers that have started and were not swept since', async () => {
    const unswept = await givenContainer({});
    const putOff = await givenContainer({ wakeSweptAt: at(-1) });
    await givenContainer({ wakeSweptAt: at(0) });
    await givenContainer({ wakeOnLan: false });
    await givenContainer({ paused: true });
    await givenContainer({ startAt: at(10) });
    await givenContainer({ counts: { succeeded: 1 } });
    expect(await findingsAt(at(1))).toEqual([
      { kind: 'wakeUnswept', containerId: unswept },
      { kind: 'wakeUnswept', containerId: putOff },
    ]);
  });

  it('[W1] finds nobody to be woken while presence is unknown', async () => {
    await givenContainer({});
    expect(await findingsAt(at(1), at(0))).toEqual([]);
    expect(await findingsAt(at(2), at(0))).toHaveLength(1);
  });

  it('[W5] finds wakes whose burst or window the hub has missed, and leaves it a moment to act itself', async () => {
    const { nextAt: _, ...silent } = aWake({ windowEndsAt: at(5) });
    const wakes = [aWake({ nextAt: at(1) }), silent, aWake({ nextAt: at(1), state: 'awake' })];
    await database.store.wakes.insertMany(wakes);
    expect(await findingsAt(new Date(at(1).getTime() + 15_000))).toEqual([]);
    expect(await findingsAt(new Date(at(1).getTime() + 15_001))).toEqual([
      { kind: 'wakeOverdue', wakeId: wakes[0]?.id },
    ]);
    const found = await findingsAt(at(6));
    expect(found.map((finding) => 'wakeId' in finding && finding.wakeId).toSorted()).toEqual(
      wakes
        .slice(0, 2)
        .map((wake) => wake.id)
        .toSorted(),
    );
  });
});
