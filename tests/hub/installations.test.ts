import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '#domain/entities.ts';
import type { Change } from '#protocol/change.ts';
import type { Role } from '#protocol/role.ts';
import type { InstallationView } from '#protocol/views/package.ts';
import { checkedFetch } from '#tests/support/api-contract.ts';
import { forgottenIn } from '#tests/support/api-coverage.ts';
import { anId, anInstallation } from '#tests/support/builders.ts';
import { ConsoleSocket } from '#tests/support/console-socket.ts';
import { BareAgent, valueOf } from '#tests/support/bare-agent.ts';
import { deploy, givenPackage } from '#tests/support/deployments.ts';
import { ADMIN, ADMIN_PASSWORD, startTestHub, type TestHub } from '#tests/support/test-hub.ts';

const acting = (role: Role): Actor => ({ ...ADMIN, id: anId(), name: `a ${role}`, role });
const SUPPORT = acting('support');
const OPERATOR = acting('operator');
const AGENTS = 3;
const FLEET = 620;

let hub: TestHub;
let token: string;
const agents: BareAgent[] = [];
beforeAll(async () => {
  hub = await startTestHub();
  const { token: enrolment } = await hub.enrolmentToken(AGENTS);
  for (let n = 1; n <= AGENTS; n += 1)
    agents.push(await new BareAgent(hub.address).join(enrolment, `pc-${n}`));
  token = (await hub.hub.commands.createApiToken(ADMIN, { name: 'rest', role: 'operator' })).token;
});
afterAll(async () => {
  for (const agent of agents) agent.leave();
  await hub.dispose();
});

const computers = () => agents.map(({ computerId }) => computerId);
const one = () => computers()[0] ?? '';
const add = (packageId: string, computerId = one()) =>
  hub.hub.commands.addInstallation(ADMIN, { computerId, packageId });
const on = async (packageId: string, query = {}) =>
  (await hub.hub.queries.installationsOfPackage(ADMIN, packageId, query)).rows.map((row) => row.computerName);
const auditOf = async (verbPrefix: string, subjectId: string) =>
  (await hub.hub.queries.audit(ADMIN, { verbPrefix, subjectId })).rows;

/** Records of computers that never enrolled: more than one slice and one page. */
async function givenFleet(packageId: string): Promise<void> {
  await Promise.all(
    Array.from({ length: FLEET }, (_, n) =>
      hub.context.store.installations.put(
        anInstallation({ packageId, computerName: `${n % 2 === 0 ? 'till' : 'desk'}-${1000 + n}` }),
      ),
    ),
  );
}

async function ask(method: string, path: string, body?: object) {
  const response = await checkedFetch(`${hub.address}/api/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const told: unknown = await response.json();
  return { status: response.status, body: told };
}

describe('where a package is installed', () => {
  it('is answered by name, page by page, with how many there are', async () => {
    const { id } = await givenPackage(hub);
    await givenFleet(id);
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: 250, search: 'TILL', ...(cursor === undefined ? {} : { cursor }) };
      const page = await hub.hub.queries.installationsOfPackage(ADMIN, id, query);
      expect(page).toMatchObject({ total: FLEET / 2, installations: FLEET });
      names.push(...page.rows.map((row) => row.computerName));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(names).toHaveLength(FLEET / 2);
    expect(names).toStrictEqual([...new Set(names)].sort());
  });

  it('over REST too, with search and filter', async () => {
    const { id } = await givenPackage(hub);
    await add(id);
    const { body } = await ask('GET', `packages/${id}/installations?search=pc-&drifted=false`);
    expect(body).toMatchObject({ total: 1, installations: 1, rows: [{ drift: { state: 'unknown' } }] });
    const drifted = await ask('GET', `packages/${id}/installations?drifted=true`);
    expect(drifted.body).toStrictEqual({ rows: [], total: 0, installations: 1 });
    expect(await ask('GET', `packages/${id}/installations?drifted=perhaps`)).toMatchObject({ status: 400 });
  });
});

describe('a record by hand', () => {
  it('says so, executes nothing, and is made once', async () => {
    const entity = await givenPackage(hub);
    const wish = { computerId: one(), packageId: entity.id };
    const added = await hub.hub.commands.addInstallation(SUPPORT, wish);
    expect(added).toMatchObject({
      ...wish,
      computerName: 'pc-1',
      packageVersion: '1.0',
      byHand: true,
      installedBy: SUPPORT.name,
    });
    expect(await hub.hub.commands.addInstallation(ADMIN, wish)).toStrictEqual(added);
    expect((await ask('POST', 'installations', wish)).body).toStrictEqual(added);
    const lines = await auditOf('installation.add', one());
    const ofThis = lines.filter((line) => line.detail === `${entity.familyName} 1.0`);
    expect(ofThis).toMatchObject([{ actor: { name: SUPPORT.name } }]);
    expect(agents[0]?.ordersWaiting).toBe(0);
  });

  it('of a computer or a package that is not there is refused, and so is a viewer', async () => {
    const { id } = await givenPackage(hub);
    await expect(add(anId())).rejects.toMatchObject({ code: 'notFound' });
    await expect(add(id, anId())).rejects.toMatchObject({ code: 'notFound' });
    const wish = { computerId: one(), packageId: id };
    const viewer = hub.hub.commands.addInstallation(acting('viewer'), wish);
    await expect(viewer).rejects.toMatchObject({ code: 'forbidden' });
    expect(await on(id)).toStrictEqual([]);
  });

  it('is no longer by hand once a job has installed it', async () => {
    const { id } = await givenPackage(hub);
    const agent = agents[0];
    if (agent === undefined) throw new Error('no agent');
    await add(id);
    const job = await deploy(hub, { computerId: one(), packageId: id, forceReinstall: true });
    const order = await agent.jobOrder();
    const key = { jobId: order.jobId, attempt: order.attempt, sinceAccepted: 1 };
    await agent.report({ event: 'executing', ...key });
    await agent.report({ event: 'succeeded', ...key, exitCode: 0 });
    const rows = await hub.hub.queries.installationsOfComputer(ADMIN, one());
    const row = rows.find((each) => each.packageId === id);
    expect(row).toMatchObject({ jobId: job.id });
    expect(row).not.toHaveProperty('byHand');
  });
});

describe('removing assignments', () => {
  it('deletes the records that are there, tells those who look, and writes one line for each package', async () => {
    const [first, second] = [await givenPackage(hub), await givenPackage(hub)];
    for (const computerId of computers()) await add(first.id, computerId);
    await add(second.id);
    const socket = new ConsoleSocket(hub.address, { secret: await signedIn(), origin: hub.address });
    try {
      expect(await socket.admitted()).toBeUndefined();
      await socket.ask('watch', { topic: `package:${first.id}` });
      const keys = [
        ...computers().map((computerId) => ({ computerId, packageId: first.id })),
        { computerId: one(), packageId: second.id },
        { computerId: anId(), packageId: first.id },
      ];
      const removed = await hub.hub.commands.removeAssignments(OPERATOR, { installations: keys });
      expect(removed).toStrictEqual({ removed: 4 });
      await socket.hears((messages) => {
        const gone = messages.flatMap(({ changes }) => changes).filter(isRemoval);
        return gone.length === AGENTS;
      });
      const again = await hub.hub.commands.removeAssignments(OPERATOR, { installations: keys });
      expect(again).toStrictEqual({ removed: 0 });
    } finally {
      socket.leave();
    }
    expect(await on(first.id)).toStrictEqual([]);
    expect(await auditOf('installation.remove', first.id)).toMatchObject([
      {
        actor: { name: OPERATOR.name },
        subject: { name: `${first.familyName} 1.0` },
        detail: '3 computers: pc-1, pc-2, pc-3',
      },
    ]);
    expect(await auditOf('installation.remove', second.id)).toMatchObject([{ detail: '1 computer: pc-1' }]);
  });

  it('by a selection reaches every page of it, and nothing else', async () => {
    const { id } = await givenPackage(hub);
    await givenFleet(id);
    const { removed } = await hub.hub.commands.removeAssignments(OPERATOR, {
      installedOn: { packageId: id, search: 'Till' },
    });
    expect(removed).toBe(FLEET / 2);
    const left = await hub.hub.queries.installationsOfPackage(ADMIN, id, { limit: 500 });
    expect(left.total).toBe(FLEET / 2);
    expect(left.rows.every((row) => row.computerName.startsWith('desk'))).toBe(true);
    const [line] = await auditOf('installation.remove', id);
    expect(line?.detail).toMatch(/^310 computers: till-1000, till-1002, .*till-1038 and 290 more$/);
  });

  it('[A2] support staff do it on one computer per request', async () => {
    const [first, second] = [await givenPackage(hub), await givenPackage(hub)];
    for (const computerId of computers()) await add(first.id, computerId);
    await add(second.id);
    const as = (wish: object) => hub.hub.commands.removeAssignments(SUPPORT, wish);
    const refused = { code: 'forbidden' };
    const all = computers().map((computerId) => ({ computerId, packageId: first.id }));
    await expect(as({ installations: all })).rejects.toMatchObject(refused);
    await expect(as({ installedOn: { packageId: first.id } })).rejects.toMatchObject(refused);
    expect(await on(first.id)).toStrictEqual(['pc-1', 'pc-2', 'pc-3']);
    const both = [first, second].map(({ id }) => ({ computerId: one(), packageId: id }));
    expect(await as({ installations: both })).toStrictEqual({ removed: 2 });
    expect(await as({ installedOn: { packageId: first.id, search: 'pc-2' } })).toStrictEqual({ removed: 1 });
    expect(await on(first.id)).toStrictEqual(['pc-3']);
  });

  it('takes either a list or a selection', async () => {
    const { id } = await givenPackage(hub);
    const wrong = { code: 'invalidInput' };
    const installations = [{ computerId: one(), packageId: id }];
    const both = { installations, installedOn: { packageId: id } };
    await expect(hub.hub.commands.removeAssignments(ADMIN, {})).rejects.toMatchObject(wrong);
    await expect(hub.hub.commands.removeAssignments(ADMIN, both)).rejects.toMatchObject(wrong);
  });

  it('works over REST, for one and for a selection', async () => {
    const { id } = await givenPackage(hub);
    for (const computerId of computers()) await add(id, computerId);
    const single = await ask('DELETE', `computers/${one()}/installations/${id}`);
    expect(single).toStrictEqual({ status: 200, body: { removed: 1 } });
    const rest = await ask('POST', 'installations/remove', { installedOn: { packageId: id } });
    expect(rest).toStrictEqual({ status: 200, body: { removed: 2 } });
    expect(
      await ask('POST', 'installations/remove', { installedOn: { packageId: id, evrything: true } }),
    ).toMatchObject({
      status: 400,
    });
  });
});

describe('the list of all installations', () => {
  it('is filtered over REST by package, computer, name and drift, page by page', async () => {
    const { id, familyName } = await givenPackage(hub, { softwareMatch: { namePattern: 'not there' } });
    const other = await givenPackage(hub);
    for (const computerId of computers()) await add(id, computerId);
    await add(other.id, one());
    const list = { part: 'software' as const, digest: '7'.repeat(64), value: [] };
    for (const agent of agents.slice(0, 1)) valueOf(await agent.ask('inventory', list));
    const read = async (query: string) => {
      const { status, body } = await ask('GET', `installations?${query}`);
      expect(status).toBe(200);
      const { rows, next } = body as { rows: InstallationView[]; next?: string };
      return { next, names: rows.map((row) => `${row.computerName} ${row.packageName}`) };
    };
    const first = await read(`packageId=${id}&limit=2`);
    expect(first.names).toEqual([`pc-1 ${familyName}`, `pc-2 ${familyName}`]);
    const rest = await read(`packageId=${id}&limit=2&cursor=${first.next ?? ''}`);
    expect(rest).toEqual({ next: undefined, names: [`pc-3 ${familyName}`] });
    expect((await read(`computerId=${one()}&packageId=${other.id}`)).names).toEqual([
      `pc-1 ${other.familyName}`,
    ]);
    expect((await read(`drifted=true&search=${encodeURIComponent(familyName)}`)).names).toEqual([
      `pc-1 ${familyName}`,
    ]);
    expect((await read(`drifted=false&packageId=${id}&search=PC-3`)).names).toEqual([`pc-3 ${familyName}`]);
    expect(await read(`packageId=${anId()}`)).toEqual({ next: undefined, names: [] });
    expect((await ask('GET', 'installations?cursor=x')).status).toBe(400);
  });
});

describe('a deployment to where a package is installed', () => {
  const wish = (packageId: string, more = {}) => ({
    name: 'by selection',
    action: 'uninstall' as const,
    packageIds: [packageId],
    installedOn: { packageId, ...more },
  });

  it('reaches every computer that fits the selection, and those that are named', async () => {
    const { id } = await givenPackage(hub);
    for (const computerId of computers()) await add(id, computerId);
    const selected = { ...wish(id, { search: 'pc-2' }), computerIds: [one()] };
    const { totals, digest } = await hub.hub.queries.previewDeployment(ADMIN, selected);
    expect(totals).toMatchObject({ computers: 2, jobs: 2 });
    const container = await hub.hub.commands.createContainer(ADMIN, {
      ...selected,
      planDigest: digest,
      paused: true,
    });
    const { jobs } = await hub.hub.queries.jobsOfContainer(ADMIN, container.id);
    expect(jobs.map((job) => job.computerName)).toStrictEqual(['pc-1', 'pc-2']);
    await hub.hub.commands.cancelContainer(ADMIN, { containerId: container.id });
  });

  it('creates nothing when the selection means others than were shown', async () => {
    const { id } = await givenPackage(hub);
    await add(id);
    const { digest } = await hub.hub.queries.previewDeployment(ADMIN, wish(id));
    await add(id, computers()[1]);
    const late = hub.hub.commands.createContainer(ADMIN, { ...wish(id), planDigest: digest });
    await expect(late).rejects.toMatchObject({ code: 'planChanged' });
  });

  it('needs somebody, and [A2] an operator for more than one', async () => {
    const { id } = await givenPackage(hub);
    const nobody = hub.hub.commands.createContainer(ADMIN, wish(id));
    await expect(nobody).rejects.toMatchObject({
      code: 'containerEmpty',
      fields: [{ path: 'computerIds', message: 'no computer fits this selection any more' }],
    });
    for (const computerId of computers()) await add(id, computerId);
    const many = hub.hub.queries.previewDeployment(SUPPORT, wish(id));
    await expect(many).rejects.toMatchObject({ code: 'forbidden' });
    const { totals } = await hub.hub.queries.previewDeployment(SUPPORT, wish(id, { search: 'pc-3' }));
    expect(totals.computers).toBe(1);
  });
});

describe('a version that replaces the others', () => {
  it('[J11] clears their records, of its family and computer only, also when it is told twice', async () => {
    const agent = agents[1];
    if (agent === undefined) throw new Error('no agent');
    const { computerId } = agent;
    const old = await givenPackage(hub, { familyName: 'replaced', version: '1' });
    const older = await givenPackage(hub, { familyName: 'replaced', version: '0' });
    const other = await givenPackage(hub);
    const fresh = await givenPackage(hub, {
      familyName: 'replaced',
      version: '2',
      upgradeBehaviour: 'replacesOthers',
    });
    for (const { id } of [old, older, other]) await add(id, computerId);
    await add(old.id);
    await deploy(hub, { computerId, packageId: fresh.id });
    const order = await agent.jobOrder();
    const key = { jobId: order.jobId, attempt: order.attempt, sinceAccepted: 1 };
    await agent.report({ event: 'executing', ...key });
    const ending = { event: 'succeeded', ...key, exitCode: 0 } as const;
    await agent.report(ending);
    const installed = async () => {
      const rows = await hub.hub.queries.installationsOfComputer(ADMIN, computerId);
      return new Set(rows.map((row) => row.packageId));
    };
    expect(await installed()).toContain(fresh.id);
    expect(await installed()).toContain(other.id);
    expect(await installed()).not.toContain(old.id);
    expect(await installed()).not.toContain(older.id);
    expect(await on(old.id)).toStrictEqual(['pc-1']);
    const before = await installed();
    await agent.report(ending);
    expect(await installed()).toStrictEqual(before);
  });
});

const isRemoval = ({ kind }: Change) => kind === 'installationRemoved';

async function signedIn(): Promise<string> {
  const who = { name: 'admin', password: ADMIN_PASSWORD };
  return (await hub.hub.commands.signIn(who, { address: '127.0.0.1' })).secret;
}

it('all that is to be held to the document of the API here was asked for', () => {
  expect(forgottenIn('installations')).toEqual([]);
});
