import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLog } from '#hub/log.ts';
import { onFinding } from '#hub/findings/on-finding.ts';
import type { ContainersQuery } from '#hub/hub/containers.ts';
import { readConfig } from '#config.ts';
import { openHubOnStore } from '#open-hub-on-store.ts';
import { givenPackage } from '#tests/support/deployments.ts';
import { drivenClock, type DrivenClock } from '#tests/support/driven-clock.ts';
import { BareAgent } from '#tests/support/bare-agent.ts';
import { ADMIN, startTestHub, type TestHub } from '#tests/support/test-hub.ts';

const NOON = new Date('2026-05-01T12:00:00.000Z');
let hub: TestHub;
let clock: DrivenClock;
let agent: BareAgent;
let packageId: string;
beforeAll(async () => {
  clock = drivenClock(NOON);
  hub = await startTestHub({ clock });
  agent = await new BareAgent(hub.address).join((await hub.enrolmentToken()).token, 'only');
  agent.leave();
  packageId = (await givenPackage(hub)).id;
});
afterAll(() => hub.dispose());

const list = (query: ContainersQuery = {}) => hub.hub.queries.containers(ADMIN, query);
const names = async (query: ContainersQuery = {}) => (await list(query)).rows.map(({ name }) => name);
const create = (name: string, given: object = {}) =>
  hub.hub.commands.createContainer(ADMIN, {
    name,
    computerIds: [agent.computerId],
    packageIds: [packageId],
    ...given,
  });

describe('the list of containers', () => {
  beforeEach(async () => {
    const { containers } = hub.context.store;
    // The hub may write into a container in between, as when one begins: then it is purged as it is now.
    for (const { id } of (await list({ limit: 500 })).rows) {
      let container = await containers.get(id);
      while (container !== undefined && !(await containers.beginPurge(container))) {
        container = await containers.get(id);
      }
    }
    expect((await list()).total).toBe(0);
  });

  it('follows all that becomes of them: created, edited, paused, cancelled, retried, purged', async () => {
    const { id } = await create('Browser');
    expect(await list()).toMatchObject({ total: 1, states: { running: 1 } });
    await hub.hub.commands.editContainer(ADMIN, { containerId: id, name: 'Renamed', priority: 7 });
    expect(await names({ search: 'renamed', sort: { field: 'priority', descending: true } })).toEqual([
      'Renamed',
    ]);
    await hub.hub.commands.pauseContainer(ADMIN, { containerId: id });
    expect(await names({ states: ['paused'] })).toEqual(['Renamed']);
    await hub.hub.commands.cancelContainer(ADMIN, { containerId: id });
    expect(await list({ states: ['cancelled'] })).toMatchObject({ total: 1, states: { cancelled: 1 } });
    const [job] = (await hub.hub.queries.jobsOfContainer(ADMIN, id)).jobs;
    await hub.hub.commands.retryJobs(ADMIN, { containerId: id, jobIds: [job?.id ?? ''] });
    expect(await names({ states: ['paused'] })).toEqual(['Renamed']);
    await hub.hub.commands.cancelContainer(ADMIN, { containerId: id });
    await clock.advance(3 * 24 * 3_600_000);
    await onFinding(hub.context, { kind: 'containerPurgeable', containerId: id });
    expect(await list()).toEqual({ rows: [], total: 0, states: {} });
  });

  it('tells a state that only time changes: what was scheduled runs', async () => {
    await create('later', { startAt: new Date(clock.now().getTime() + 60_000).toISOString() });
    expect(await names({ states: ['scheduled'] })).toEqual(['later']);
    await clock.advance(61_000);
    expect(await names({ states: ['scheduled'] })).toEqual([]);
    expect(await names({ states: ['running'] })).toEqual(['later']);
  });

  it('is paged by cursor and by number, with a total of all that fit', async () => {
    for (const letter of ['c', 'a', 'b']) await create(letter);
    const sort = { field: 'name', descending: false } as const;
    const first = await list({ sort, limit: 2 });
    expect([first.rows.map(({ name }) => name), first.total]).toEqual([['a', 'b'], 3]);
    expect(await names({ sort, limit: 2, cursor: first.next ?? '' })).toEqual(['c']);
    expect(await names({ sort, limit: 2, from: 2 })).toEqual(['c']);
    await expect(list({ cursor: 'none of ours' })).rejects.toMatchObject({ code: 'invalidInput' });
    expect(await hub.hub.queries.creatorsOfContainers(ADMIN)).toEqual(['admin']);
  });
});

it('is read anew by whoever joins the database of a hub that runs', async () => {
  const beside = await openHubOnStore({
    config: readConfig({ MONGODB_URI: hub.databaseUri, DATA_DIR: hub.dataDirectory }),
    clock,
    log: createLog({ level: 'silent', pretty: false }),
    beside: true,
  });
  try {
    const total = async () => (await beside.hub.queries.containers(ADMIN, { search: 'seen' })).total;
    expect(await total()).toBe(0);
    await create('seen from beside');
    expect(await total()).toBe(1);
  } finally {
    await beside.close();
  }
});
