import type { Job } from '#domain/job.ts';
import { aComputer, aContainer, aFamily, anAttempt, aPackage } from '#tests/support/builders.ts';
import { givenDeployment, givenFailures } from '#tests/support/large-deployment.ts';
import { machine } from '#tests/support/simulator/machine.ts';
import type { TestHub } from '#tests/support/test-hub.ts';

/** What the pages that are measured show. */
export interface GivenSite {
  computerId: string;
  /** Of as many jobs as were asked for: all of them wait. */
  waitingId: string;
  /** As large: most of it has ended, a tenth of it badly. */
  endedId: string;
  /** As large: all of it has failed, with output. */
  failedId: string;
}

export interface SiteWish {
  computers: number;
  jobs: number;
  /** Small ones, beside the large ones. */
  containers: number;
  /** Of its machines: no other site has them. */
  first: number;
}

const AT_ONCE = 100;
const INVENTORY = 'c'.repeat(64);

/** A fleet with its inventories, and job containers, three of them large. */
export async function givenSite(hub: TestHub, wish: SiteWish): Promise<GivenSite> {
  const { store, announcer, fleet } = hub.context;
  const since = new Date(Date.now() - 3_600_000);
  const computers = Array.from({ length: wish.computers }, (_, place) => {
    const { name, hardware, users } = machine(wish.first + place, since);
    return aComputer({
      name,
      hardware,
      users,
      lastSeenAt: since,
      digests: { hardware: INVENTORY, users: INVENTORY },
    });
  });
  await inParts(computers, (computer) => store.computers.insert(computer));
  // As when they enrol: the lists in memory hear of them.
  await announcer.computers(computers.map(({ id }) => id));
  const family = aFamily({ name: `Firefox, since ${wish.first}` });
  await store.packages.insertFamily(family);
  const entity = aPackage({ familyId: family.id, familyName: family.name, version: '140.5.0' });
  await store.packages.insert(entity);
  await inParts(
    Array.from({ length: wish.containers }, () => aContainer()),
    (container) => store.containers.insert(container),
  );

  const ofFirefox = (place: number): Partial<Job> => ({
    ...(computers[place] && { computerId: computers[place].id, computerName: computers[place].name }),
    packageId: entity.id,
    familyId: family.id,
    packageName: family.name,
    packageVersion: entity.version,
  });
  const ended = await givenDeployment(hub, wish.jobs, (place) => ({
    ...ofFirefox(place),
    ...endOf(place, since),
  }));
  const waiting = await givenDeployment(hub, wish.jobs, ofFirefox);
  const failed = await givenFailures(hub, wish.jobs);
  await fleet.settled({ all: true });
  return {
    computerId: computers[0]?.id ?? '',
    waitingId: waiting.id,
    endedId: ended.id,
    failedId: failed.id,
  };
}

async function inParts<One>(all: readonly One[], insert: (one: One) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < all.length; from += AT_ONCE)
    await Promise.all(all.slice(from, from + AT_ONCE).map(insert));
}

function endOf(place: number, at: Date): Partial<Job> {
  if (place % 20 === 19) return {};
  const times = { offeredAt: at, acceptedAt: at, startedAt: at, finishedAt: at, recordedAt: at };
  const failed = place % 10 === 0;
  return {
    state: failed ? 'failed' : 'succeeded',
    lastAttemptNumber: 1,
    endedAt: at,
    attempt: anAttempt({
      ...times,
      exitCode: failed ? 1603 : 0,
      ...(failed ? { reason: 'exitCodeNotAccepted' } : {}),
    }),
  };
}
