import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '#domain/entities.ts';
import type { Job } from '#domain/job.ts';
import { forgottenIn } from '#tests/support/api-coverage.ts';
import { checkedFetch } from '#tests/support/api-contract.ts';
import { aChunk, aComputer, aContainer, aJob, anAttempt, anId, aPackage } from '#tests/support/builders.ts';
import { BareAgent, valueOf } from '#tests/support/bare-agent.ts';
import { givenPackage } from '#tests/support/deployments.ts';
import { eventually } from '#tests/support/eventually.ts';
import { ADMIN, startTestHub, type TestHub } from '#tests/support/test-hub.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.dispose());

const SUPPORT: Actor = { ...ADMIN, name: 'sam', role: 'support' };

/** A container with these jobs of one package, each with what its procedure wrote. */
async function givenContainer(jobs: (Partial<Job> & { wrote?: string })[]) {
  const container = aContainer({ jobs: jobs.length, counts: {} });
  const { id: packageId } = await hub.context.store.packages.insert(aPackage());
  const made = jobs.map(({ wrote = '', ...given }, place) => {
    const job = aJob({
      containerId: container.id,
      packageId,
      sequence: place + 1,
      computerName: `till-${place + 1}`,
      state: 'failed',
      lastAttemptNumber: 1,
      attempt: anAttempt({
        exitCode: 1603,
        reason: 'exitCodeNotAccepted',
        output: { lastSequence: wrote === '' ? 0 : 1, bytes: wrote.length },
      }),
      ...given,
    });
    return { job, wrote };
  });
  const { store } = hub.context;
  await store.jobs.insertMany(made.map(({ job }) => job));
  await store.output.append(
    made.flatMap(({ job, wrote }) =>
      wrote === '' ? [] : [aChunk({ jobId: job.id, text: wrote, stream: 'stderr' })],
    ),
  );
  await store.containers.insert(container);
  await hub.context.counts.recount(container.id);
  return { id: container.id, jobs: made.map(({ job }) => job) };
}
const failuresOf = (id: string) => hub.hub.queries.failuresOfContainer(ADMIN, id);

describe('what failed in a container', () => {
  it('[Y1] [Y2] [Y3] stands in groups of what failed alike, the most frequent first', async () => {
    const { id, jobs } = await givenContainer([
      { wrote: 'till-1: 12 MB missing on C:\\Temp\n' },
      { wrote: 'no licence\n' },
      { wrote: 'till-3: 3 MB missing on C:\\Users\\x\n' },
      { state: 'aborted', attempt: undefined as never, ended: { reason: 'previousJobFailed' } },
      { state: 'succeeded' },
      { state: 'cancelled' },
    ]);
    const { groups, ...all } = await failuresOf(id);
    expect(all).toEqual({ containerId: id, jobs: 4, others: { groups: 0, jobs: 0 } });
    expect(groups.map(({ line, jobs, state }) => [jobs, state, line])).toEqual([
      [2, 'failed', '…: # MB missing on C:…'],
      ...[
        [1, 'aborted', undefined],
        [1, 'failed', 'no licence'],
      ],
    ]);
    expect(groups[0]).toMatchObject({ exitCode: 1603, reason: 'exitCodeNotAccepted' });
    expect(groups[0]?.first).toEqual(
      [jobs[0], jobs[2]].map((job, place) => ({
        jobId: job?.id,
        computerId: job?.computerId,
        computerName: job?.computerName,
        words: place === 0 ? 'till-1: 12 MB missing on C:\\Temp' : 'till-3: 3 MB missing on C:\\Users\\x',
      })),
    );
  });

  it('is paged within a group, and counted where there are more groups than are told', async () => {
    const words = Array.from({ length: 104 }, (_, place) => 'x'.repeat(place + 3));
    const { id } = await givenContainer([
      ...words.map((wrote) => ({ wrote })),
      ...Array.from({ length: 9 }, () => ({ wrote: 'the same' })),
    ]);
    const { groups, jobs, others } = await failuresOf(id);
    expect({ groups: groups.length, jobs, others }).toEqual({
      groups: 100,
      jobs: 113,
      others: { groups: 5, jobs: 5 },
    });
    const [largest] = groups;
    const failure = { containerId: id, failureId: largest?.id ?? '' };
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: 4, ...(cursor === undefined ? {} : { cursor }) };
      const page = await hub.hub.queries.jobsOfFailure(ADMIN, failure, query);
      names.push(...page.rows.map(({ computerName }) => computerName));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(names).toEqual(Array.from({ length: 9 }, (_, place) => `till-${105 + place}`));
    const gone = { ...failure, failureId: '0'.repeat(16) };
    await expect(hub.hub.queries.jobsOfFailure(ADMIN, gone)).rejects.toMatchObject({ code: 'notFound' });
    await expect(failuresOf(anId())).rejects.toMatchObject({ code: 'notFound' });
  });
});

it('its groups are read by REST, as the document says', async () => {
  const { id } = await givenContainer([{ wrote: 'disk full' }]);
  const [group] = (await failuresOf(id)).groups;
  const { token } = await hub.hub.commands.createApiToken(ADMIN, { name: 'reads failures', role: 'viewer' });
  const answer = await checkedFetch(
    `${hub.address}/api/v1/job-containers/${id}/failures/${group?.id ?? ''}/jobs`,
    { headers: { authorization: `Bearer ${token}` } },
  );
  expect(await answer.json()).toMatchObject({ rows: [{ computerName: 'till-1' }] });
  expect(forgottenIn('failures')).toEqual([]);
});

describe('jobs that are chosen', () => {
  it('[A2] are cancelled by support staff on one computer, on several by operators', async () => {
    const computerId = anId();
    const { id, jobs } = await givenContainer([
      { state: 'waiting', computerId },
      { state: 'failed', computerId },
      { state: 'waiting' },
      { state: 'waiting' },
    ]);
    const [one, ended, other, spared] = jobs.map((job) => job.id);
    const cancel = (actor: Actor, jobIds: (string | undefined)[]) =>
      hub.hub.commands.cancelContainer(actor, {
        containerId: id,
        jobIds: jobIds.flatMap((jobId) => jobId ?? []),
      });
    await expect(cancel(SUPPORT, [one, other])).rejects.toMatchObject({ code: 'forbidden' });
    expect(await cancel(SUPPORT, [one, ended])).toMatchObject({ changed: 1, passedOver: 1 });
    expect(await cancel(ADMIN, [one, other])).toMatchObject({ changed: 1, passedOver: 1 });
    expect((await hub.hub.queries.container(ADMIN, id)).counts).toEqual({
      cancelled: 2,
      failed: 1,
      waiting: 1,
    });
    expect((await hub.hub.queries.job(ADMIN, spared ?? '')).state).toBe('waiting');
    await expect(cancel(ADMIN, [anId()])).rejects.toMatchObject({ code: 'notFound' });
  });

  it('[J15] are retried as far as they can be when the others are to be passed over', async () => {
    const { id: computerId } = await hub.context.store.computers.insert(aComputer());
    const { id, jobs } = await givenContainer([
      { computerId },
      { state: 'succeeded', computerId },
      { state: 'cancelled', computerId },
    ]);
    const jobIds = jobs.map((job) => job.id);
    const retry = (given: object) => hub.hub.commands.retryJobs(ADMIN, { containerId: id, ...given });
    await expect(retry({ jobIds })).rejects.toMatchObject({ code: 'notRetriable' });
    expect(await retry({ jobIds, passOver: true })).toMatchObject({ changed: 2, passedOver: 1 });
    await expect(retry({ jobIds, passOver: true })).rejects.toMatchObject({ code: 'notRetriable' });
  });
});

it('[Y3] a group is retried as a whole and is gone; who fails in another way is told anew', async () => {
  const agents: BareAgent[] = [];
  const { token } = await hub.enrolmentToken(3);
  for (const name of ['one', 'two', 'three']) agents.push(await new BareAgent(hub.address).join(token, name));
  const { id: packageId } = await givenPackage(hub);
  const container = await hub.hub.commands.createContainer(ADMIN, {
    name: 'fails',
    computerIds: agents.map(({ computerId }) => computerId),
    packageIds: [packageId],
  });
  const fail = async (agent: BareAgent, text: string) => {
    const order = await agent.jobOrder();
    const key = { jobId: order.jobId, attempt: order.attempt };
    const chunks = [{ sequence: 1, stream: 'stderr', text, sinceAccepted: 2 }];
    valueOf(await agent.report({ event: 'executing', ...key, sinceAccepted: 1 }));
    valueOf(await agent.ask('output', { ...key, chunks }));
    const ended = { event: 'failed', reason: 'exitCodeNotAccepted', exitCode: 3 } as const;
    valueOf(await agent.report({ ...ended, ...key, sinceAccepted: 3 }));
  };
  const [one, two, three] = agents;
  if (one === undefined || two === undefined || three === undefined) throw new Error('no agents');
  await Promise.all([fail(one, 'disk full: 1\n'), fail(two, 'disk full: 2\n'), fail(three, 'no licence\n')]);
  const told = await eventually(
    () => failuresOf(container.id),
    ({ jobs }) => jobs === 3,
  );
  expect(told.groups.map(({ line, jobs }) => [line, jobs])).toEqual([
    ['disk full: #', 2],
    ['no licence', 1],
  ]);
  const failureId = told.groups[0]?.id;
  const retried = await hub.hub.commands.retryJobs(ADMIN, { containerId: container.id, failureId });
  expect(retried).toMatchObject({ changed: 2, passedOver: 0 });
  await fail(one, 'another thing\n');
  await eventually(
    () => failuresOf(container.id),
    ({ groups }) => groups.map(({ line }) => line).join() === 'another thing,no licence',
  );
  for (const agent of agents) agent.leave();
});
