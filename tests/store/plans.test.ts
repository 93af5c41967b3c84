import { expect, it } from 'vitest';
import type { mongo } from 'mongoose';
import type { Store } from '#store/contract/store.ts';
import * as build from '#tests/support/builders.ts';
import { besideStore } from '#tests/support/store.ts';
import { describeStore } from './on-database.ts';

const { anId, THEN } = build;

/** What the tests ask about, among much that they do not. */
async function fill(store: Store) {
  const computers = Array.from({ length: 40 }, () => build.aComputer());
  const families = Array.from({ length: 20 }, () => build.aFamily());
  const packages = families.flatMap(({ id, name }) =>
    ['1', '2', '3'].map((version) =>
      build.aPackage({
        familyId: id,
        familyName: name,
        version,
        content: { sha256: `${id}${version}`, bytes: 1, fileName: 'a', files: 1 },
      }),
    ),
  );
  const containers = Array.from({ length: 30 }, (_, place) =>
    build.aContainer({ counts: { succeeded: 1, ...(place < 3 ? { waiting: 1 } : {}) } }),
  );
  const states = ['waiting', 'succeeded', 'failed', 'executing', 'succeeded'] as const;
  const jobs = containers.flatMap((container, row) =>
    computers.map((computer, place) =>
      build.aJob({
        containerId: container.id,
        computerId: computer.id,
        packageId: packages[(row + place) % packages.length]?.id ?? anId(),
        sequence: place + 1,
        state: states[(row + place) % states.length] ?? 'waiting',
        dueAt: new Date(THEN.getTime() + row * 60_000),
        attempt: build.anAttempt(),
        owed: row === 0 && place < 5 ? ['settleContainer'] : [],
      }),
    ),
  );
  for (const computer of computers) await store.computers.insert(computer);
  for (const family of families) await store.packages.insertFamily(family);
  for (const entity of packages) await store.packages.insert(entity);
  for (const container of containers) await store.containers.insert(container);
  await store.jobs.insertMany(jobs);
  for (const { id } of jobs.slice(0, 20)) {
    await store.output.append(
      Array.from({ length: 30 }, (_, n) => build.aChunk({ jobId: id, sequence: n + 1 })),
    );
  }
  for (const [place, { id }] of computers.entries()) {
    for (const { id: packageId } of packages.slice(place % 10, (place % 10) + 4)) {
      await store.installations.put(build.anInstallation({ computerId: id, packageId }));
    }
    await store.access.insertUser(build.aUser());
    await store.access.insertSession(build.aSession());
    await store.access.insertEnrolmentToken(build.anEnrolmentToken());
    await store.access.insertApiToken(build.anApiToken());
    await store.audit.insert(build.anAuditEntry({ verb: place % 2 ? 'job.cancel' : 'computer.notes' }));
    await store.history.putSummaries([build.aSummary({ computerId: id })]);
    await store.history.putHour({ hour: new Date(THEN.getTime() + place * 3_600_000), counts: {} });
  }
  const wakeStates = ['waking', 'awake', 'noAnswer', 'stopped'] as const;
  const wakes = containers.flatMap(({ id: containerId }, row) =>
    computers.map(({ id: computerId }, place) =>
      build.aWake({
        containerId,
        computerId,
        state: wakeStates[row < 2 ? 0 : ((row + place) % 3) + 1] ?? 'awake',
        ...(row === 5 && place < 5 ? { state: 'awake', wokenByUs: true, shutdown: 'pending' } : {}),
      }),
    ),
  );
  await store.wakes.insertMany(wakes);
  const first = <Row>(rows: Row[]) => {
    const row = rows[3];
    if (row === undefined) throw new Error('There is too little of everything.');
    return row;
  };
  return {
    computer: first(computers),
    family: first(families),
    packaged: first(packages),
    container: first(containers),
    wake: first(wakes),
    job: first(jobs),
  };
}

type Filled = Awaited<ReturnType<typeof fill>>;
type Calls<Part> = { [Method in keyof Part]: ((store: Part, given: Filled) => Promise<unknown>)[] };

const later = new Date(THEN.getTime() + 600_000);
const page = { limit: 10, after: { name: 'computer-2', id: anId() } };
const search = { limit: 10, search: 'a' };

// Every method of every part: a new one does not compile until it is called here.
const CALLS: { [Part in Exclude<keyof Store, 'newId' | 'ping' | 'close'>]: Calls<Store[Part]> } = {
  computers: {
    insert: [(part) => part.insert(build.aComputer())],
    get: [(part, { computer }) => part.get(computer.id)],
    findByPublicKey: [(part, { computer }) => part.findByPublicKey(computer.publicKey)],
    getWithSoftware: [(part, { computer }) => part.getWithSoftware(computer.id)],
    getMany: [(part, { computer }) => part.getMany([computer.id, anId()])],
    list: [(part) => part.list(page), (part) => part.list(search), (part) => part.list({ limit: 5 })],
    count: [(part) => part.count()],
    change: [(part, { computer }) => part.change(computer.id, { notes: 'changed' })],
    disconnect: [(part, { computer }) => part.disconnect(computer.id, THEN)],
    disconnectAll: [(part) => part.disconnectAll(THEN)],
    changePower: [(part, { computer }) => part.changePower(computer.id, 1, null)],
    powerOf: [(part, { computer }) => part.powerOf([computer.id, anId()])],
    changeSecureOn: [(part, { computer }) => part.changeSecureOn(computer.id, null)],
    saveInventory: [
      (part, { computer }) =>
        part.saveInventory(computer.id, { part: 'software', digest: '', value: [] }, THEN),
    ],
  },
  packages: {
    insertFamily: [(part) => part.insertFamily(build.aFamily())],
    getFamily: [(part, { family }) => part.getFamily(family.id)],
    findFamilyByName: [(part, { family }) => part.findFamilyByName(family.name)],
    listFamilies: [
      (part) => part.listFamilies(page),
      (part) => part.listFamilies(search),
      (part) => part.listFamilies({ limit: 5 }),
    ],
    deleteFamily: [(part) => part.deleteFamily(anId())],
    insert: [(part) => part.insert(build.aPackage())],
    get: [(part, { packaged }) => part.get(packaged.id)],
    getMany: [(part, { packaged }) => part.getMany([packaged.id])],
    ofFamily: [(part, { family }) => part.ofFamily(family.id)],
    summaries: [(part, { family }) => part.summaries([family.id, anId()])],
    list: [(part) => part.list(page), (part) => part.list(search), (part) => part.list({ limit: 5 })],
    change: [(part, { packaged }) => part.change({ ...packaged, revision: 1 })],
    needing: [(part, { packaged }) => part.needing(packaged.id)],
    delete: [(part) => part.delete(anId())],
    usesContent: [(part, { packaged }) => part.usesContent(packaged.content?.sha256 ?? '')],
    contentOf: [(part, { packaged }) => part.contentOf(packaged.content?.sha256 ?? '')],
  },
  containers: {
    insert: [(part) => part.insert(build.aContainer())],
    get: [(part, { container }) => part.get(container.id)],
    list: [(part, { container }) => part.list({ limit: 5, before: container.id })],
    unsettled: [(part) => part.unsettled()],
    unsettledContainers: [(part) => part.unsettledContainers()],
    getMany: [(part, { container }) => part.getMany([container.id, anId()])],
    change: [(part, { container }) => part.change(container.id, { paused: true, endAt: null })],
    setCounts: [(part, { container }) => part.setCounts(container.id, { failed: 1 })],
    reopen: [(part) => part.reopen(anId())],
    withoutSettlement: [(part) => part.withoutSettlement(10)],
    settledBefore: [(part) => part.settledBefore({ state: 'succeeded', until: THEN, limit: 10 })],
    purging: [(part) => part.purging(10)],
    getEvenPurging: [(part, { container }) => part.getEvenPurging(container.id)],
    beginPurge: [(part) => part.beginPurge({ id: anId(), revision: 1 })],
    remove: [(part) => part.remove(anId())],
  },
  jobs: {
    insertMany: [(part) => part.insertMany([build.aJob()])],
    get: [(part, { job }) => part.get(job.id)],
    getMany: [(part, { job }) => part.getMany([job.id])],
    save: [(part, { job }) => part.save(job)],
    saveMany: [(part, { job }) => part.saveMany([job, build.aJob()])],
    clearOwed: [(part, { job }) => part.clearOwed([job.id], ['settleContainer'])],
    owing: [(part) => part.owing(10)],
    computersOwing: [(part) => part.computersOwing('abortFollowers')],
    waitingBehind: [(part, { job }) => part.waitingBehind(job)],
    queueOf: [(part, { computer }) => part.queueOf([computer.id, anId()], later)],
    activeOf: [(part, { computer }) => part.activeOf(computer.id)],
    activeOfMany: [(part, { computer }) => part.activeOfMany([computer.id, anId()])],
    computersWithDueJobs: [
      (part) => part.computersWithDueJobs({ dueUntil: later, limit: 10 }),
      (part, { computer }) => part.computersWithDueJobs({ dueUntil: later, after: computer.id, limit: 10 }),
    ],
    ofContainer: [
      (part, { container }) => part.ofContainer({ containerId: container.id, limit: 5, after: 3 }),
      (part, { container }) =>
        part.ofContainer({ containerId: container.id, limit: 5, after: 3, states: ['waiting', 'failed'] }),
    ],
    ofComputer: [
      (part, { computer, job }) => part.ofComputer({ computerId: computer.id, before: job.id, limit: 5 }),
    ],
    ofPackage: [(part, { packaged }) => part.ofPackage({ packageId: packaged.id, limit: 5 })],
    list: [
      (part, { job }) => part.list({ limit: 5, before: job.id }),
      (part) => part.list({ limit: 5, states: ['waiting', 'failed'] }),
    ],
    changeOfContainer: [
      (part, { container }) =>
        part.changeOfContainer(container.id, { containerName: 'renamed', priority: 5, endAt: null }),
    ],
    countByState: [(part, { container }) => part.countByState(container.id)],
    eachEnded: [(part) => part.eachEnded({ from: THEN, to: later }, () => undefined)],
    removeMany: [(part) => part.removeMany([{ id: anId(), revision: 1 }])],
    hasPendingOfPackage: [(part, { packaged }) => part.hasPendingOfPackage(packaged.id)],
    setOutput: [
      (part, { job }) =>
        part.setOutput({
          id: job.id,
          attempt: 1,
          output: { lastSequence: 1, bytes: 1 },
          firstOutputAt: THEN,
        }),
    ],
  },
  output: {
    append: [(part) => part.append([build.aChunk()])],
    after: [(part, { job }) => part.after({ jobId: job.id, attempt: 1, after: 3, limitBytes: 50 })],
    sizes: [(part, { job }) => part.sizes(job.id, 1)],
    drop: [(part, { job }) => part.drop({ jobId: job.id, attempt: 1, from: 3, to: 4 })],
    removeJobs: [(part, { job }) => part.removeJobs([job.id, anId()])],
  },
  installations: {
    put: [(part) => part.put(build.anInstallation())],
    remove: [(part, { computer, packaged }) => part.remove(computer.id, packaged.id)],
    ofComputers: [(part, { computer }) => part.ofComputers([computer.id, anId()])],
    ofPackage: [
      (part, { packaged }) => part.ofPackage({ packageId: packaged.id, after: packaged.id, limit: 5 }),
    ],
    countOfPackage: [(part, { packaged }) => part.countOfPackage(packaged.id)],
  },
  access: {
    insertUser: [(part) => part.insertUser(build.aUser())],
    getUser: [(part) => part.getUser(anId())],
    findUserByName: [(part) => part.findUserByName('user-1')],
    listUsers: [(part) => part.listUsers()],
    countUsers: [(part) => part.countUsers()],
    insertSession: [(part) => part.insertSession(build.aSession())],
    getSession: [(part) => part.getSession('session-1', THEN)],
    extendSession: [(part) => part.extendSession('session-1', later)],
    deleteSession: [(part) => part.deleteSession('session-1')],
    hasExpiredSessions: [(part) => part.hasExpiredSessions(THEN)],
    removeExpiredSessions: [(part) => part.removeExpiredSessions(THEN, 10)],
    insertEnrolmentToken: [(part) => part.insertEnrolmentToken(build.anEnrolmentToken())],
    getEnrolmentToken: [(part) => part.getEnrolmentToken(anId())],
    listEnrolmentTokens: [(part) => part.listEnrolmentTokens(10)],
    useEnrolmentToken: [(part) => part.useEnrolmentToken(anId(), THEN)],
    deleteEnrolmentToken: [(part) => part.deleteEnrolmentToken(anId())],
    insertApiToken: [(part) => part.insertApiToken(build.anApiToken())],
    getApiToken: [(part) => part.getApiToken(anId())],
    listApiTokens: [(part) => part.listApiTokens()],
    deleteApiToken: [(part) => part.deleteApiToken(anId())],
  },
  audit: {
    insert: [(part) => part.insert(build.anAuditEntry())],
    list: [
      (part) => part.list({ limit: 5, before: anId() }),
      (part) => part.list({ limit: 5, subjectId: anId() }),
      (part) => part.list({ limit: 5, verbPrefix: 'job.' }),
    ],
    hasBefore: [(part) => part.hasBefore(later)],
    removeBefore: [(part) => part.removeBefore(THEN, 10)],
  },
  wakes: {
    insertMany: [(part) => part.insertMany([build.aWake()])],
    get: [(part, { wake }) => part.get(wake.id)],
    getMany: [(part, { wake }) => part.getMany([wake.id, anId()])],
    save: [(part, { wake }) => part.save(wake)],
    waking: [
      (part, { wake }) => part.waking({ limit: 5, after: wake.id }),
      (part) => part.waking({ limit: 5 }),
    ],
    overdue: [(part) => part.overdue({ before: later, limit: 5 })],
    ofComputer: [
      (part, { wake }) => part.ofComputer({ computerId: wake.computerId, limit: 5 }),
      (part, { wake, container }) =>
        part.ofComputer({ computerId: wake.computerId, containerId: container.id, limit: 5 }),
    ],
    ofContainer: [(part, { wake, container }) => part.ofContainer(container.id, [wake.computerId, anId()])],
    pendingShutdowns: [
      (part) => part.pendingShutdowns({ limit: 5 }),
      (part, { wake }) => part.pendingShutdowns({ computerIds: [wake.computerId], limit: 5 }),
    ],
    askShutdown: [(part, { container }) => part.askShutdown(container.id)],
    awaitsShutdown: [(part, { container }) => part.awaitsShutdown(container.id)],
    removeOfContainer: [(part) => part.removeOfContainer(anId())],
  },
  history: {
    putSummaries: [(part) => part.putSummaries([build.aSummary()])],
    ofComputer: [
      (part, { computer }) => part.ofComputer({ computerId: computer.id, limit: 5 }),
      (part, { computer, job }) => part.ofComputer({ computerId: computer.id, before: job.id, limit: 5 }),
    ],
    eachEnded: [(part) => part.eachEnded({ from: THEN, to: later }, () => undefined)],
    putHour: [(part) => part.putHour({ hour: THEN, counts: {} })],
    hours: [(part) => part.hours({ from: THEN, to: later })],
    newestHour: [(part) => part.newestHour()],
    hasBefore: [(part) => part.hasBefore(THEN), (part) => part.hasBefore(later)],
    removeBefore: [(part) => part.removeBefore(later, 1)],
  },
  settings: {
    get: [(part) => part.get('wakeWindow')],
    set: [(part) => part.set('wakeWindow', 5)],
  },
};

/** A call on each part of the store, bound to what was filled in. */
const bound = <Part extends keyof typeof CALLS>(part: Part, store: Store, given: Filled) => {
  const methods: Record<string, ((store: Store[Part], given: Filled) => Promise<unknown>)[]> = CALLS[part];
  return Object.entries(methods).flatMap(([method, calls]) =>
    calls.map((call, place) => ({
      title: `${part}.${method} (${place + 1})`,
      run: () => call(store[part], given),
    })),
  );
};

interface Profiled {
  op: string;
  ns: string;
  planSummary?: string;
  hasSortStage?: boolean;
  docsExamined?: number;
  keysExamined?: number;
}

async function profiled(db: mongo.Db, run: () => Promise<unknown>): Promise<Profiled[]> {
  await db.command({ profile: 0 });
  await db.collection('system.profile').drop();
  await db.command({ profile: 2 });
  await run();
  await db.command({ profile: 0 });
  return await db
    .collection<Profiled>('system.profile')
    .find({ ns: { $ne: `${db.databaseName}.system.profile` }, planSummary: { $exists: true } })
    .toArray();
}

describeStore('plans: every method of the store', ({ store, opened }) => {
  it('finds what it looks for over an index, and sorts nothing in memory', { timeout: 120_000 }, async () => {
    const given = await fill(store());
    const calls = [
      ...bound('computers', store(), given),
      ...bound('packages', store(), given),
      ...bound('containers', store(), given),
      ...bound('jobs', store(), given),
      ...bound('output', store(), given),
      ...bound('installations', store(), given),
      ...bound('access', store(), given),
      ...bound('audit', store(), given),
      ...bound('settings', store(), given),
    ];
    const profiles = await besideStore(opened(), (db) => db.command({ profile: 0 })).catch(() => undefined);
    if (profiles === undefined) {
      console.warn(
        '\n*** NOT SHOWN: this database keeps no profile of its plans. They are merely run. ***\n',
      );
      for (const { run } of calls) await run();
      return;
    }
    const wrong: string[] = [];
    let plans = 0;
    await besideStore(opened(), async (db) => {
      // Proof that the profiler sees a scan when there is one.
      const scan = await profiled(db, () => db.collection('jobs').findOne({ createdBy: 'nobody' }));
      expect(scan.map(({ planSummary }) => planSummary)).toStrictEqual(['COLLSCAN']);
      for (const { title, run } of calls) {
        for (const plan of await profiled(db, run)) {
          plans += 1;
          const told = `${title}: ${plan.op} ${plan.planSummary}, ${plan.keysExamined} keys`;
          if (plan.planSummary?.includes('COLLSCAN')) wrong.push(told);
          if (plan.hasSortStage === true) wrong.push(`${told}, sorted in memory`);
          // 1,200 jobs are there: each question concerns one container, computer or page of them.
          if ((plan.keysExamined ?? 0) > 300) wrong.push(`${told}: too many`);
        }
      }
    });
    expect(wrong).toStrictEqual([]);
    expect(plans).toBeGreaterThan(60);
  });
});
