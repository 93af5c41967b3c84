import type { Job } from '#domain/job.ts';
import type { Store } from '#store/contract/store.ts';
import { aComputer, aContainer, aFamily, aJob, anAttempt, aPackage } from '#tests/support/builders.ts';
import { machine } from '#tests/support/simulator/machine.ts';

/** What the pages that are measured show. */
export interface GivenSite {
  computerId: string;
  /** Of as many jobs as were asked for: all of them wait. */
  waitingId: string;
  /** As large: most of it has ended, a tenth of it badly. */
  endedId: string;
}

const AT_ONCE = 100;
const INVENTORY = 'c'.repeat(64);

/** A fleet with its inventories, and two large job containers. @param wish.first of its machines: no other site has them */
export async function givenSite(
  store: Store,
  wish: { computers: number; jobs: number; first: number },
): Promise<GivenSite> {
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
  for (let from = 0; from < computers.length; from += AT_ONCE) {
    await Promise.all(
      computers.slice(from, from + AT_ONCE).map((computer) => store.computers.insert(computer)),
    );
  }
  const family = aFamily({ name: `Firefox, since ${wish.first}` });
  await store.packages.insertFamily(family);
  const entity = aPackage({ familyId: family.id, familyName: family.name, version: '140.5.0' });
  await store.packages.insert(entity);

  const container = async (name: string, jobOf: (place: number) => Partial<Job>) => {
    const made = aContainer({ name, jobs: wish.jobs, startAt: since });
    const jobs = computers.slice(0, wish.jobs).map((computer, place) =>
      aJob({
        containerId: made.id,
        containerName: name,
        computerId: computer.id,
        computerName: computer.name,
        packageId: entity.id,
        familyId: family.id,
        packageName: family.name,
        packageVersion: entity.version,
        sequence: place + 1,
        dueAt: since,
        ...jobOf(place),
      }),
    );
    await store.jobs.insertMany(jobs);
    const counts = await store.jobs.countByState(made.id);
    await store.containers.insert({ ...made, counts });
    return made.id;
  };
  const endedId = await container('Firefox 140 everywhere', (place) => ended(place, since));
  const waitingId = await container('Firefox 140 once more', () => ({}));
  return { computerId: computers[0]?.id ?? '', waitingId, endedId };
}

function ended(place: number, at: Date): Partial<Job> {
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
