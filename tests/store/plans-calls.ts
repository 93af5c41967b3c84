import type { Store } from '#store/contract/store.ts';
import * as build from '#tests/support/builders.ts';
import type { Filled } from './plans-filled.ts';

const { anId, THEN } = build;

type Calls<Part> = { [Method in keyof Part]: ((store: Part, given: Filled) => Promise<unknown>)[] };

const later = new Date(THEN.getTime() + 600_000);
const page = { limit: 10, after: { name: 'computer-2', id: anId() } };
const newest = { at: later, ofMoment: 'all' } as const;
const behind = (id: string) => ({ at: THEN, ofMoment: { before: id } });
const search = { limit: 10, search: 'a' };

// Every method of every part: a new one does not compile until it is called here.
export const CALLS: {
  [Part in Exclude<keyof Store, 'newId' | 'measure' | 'ping' | 'close'>]: Calls<Store[Part]>;
} = {
  computers: {
    insert: [(part) => part.insert(build.aComputer())],
    get: [(part, { computer }) => part.get(computer.id)],
    findByPublicKey: [(part, { computer }) => part.findByPublicKey(computer.publicKey)],
    getWithSoftware: [(part, { computer }) => part.getWithSoftware(computer.id)],
    getMany: [(part, { computer }) => part.getMany([computer.id, anId()])],
    revisionsOf: [(part, { computer }) => part.revisionsOf([computer.id, anId()])],
    list: [
      (part) => part.list(page),
      (part) => part.list(search),
      (part) => part.list({ limit: 5 }),
      (part, { group, other }) => part.list({ limit: 5, groupIds: [group.id, other.id] }),
    ],
    findByNames: [(part, { computer }) => part.findByNames([computer.name, 'nobody'])],
    count: [(part) => part.count()],
    change: [(part, { computer }) => part.change(computer.id, { notes: 'changed' })],
    connect: [
      (part, { computer }) =>
        part.connect(computer.id, {
          lastSeenAt: THEN,
          lastAddress: '',
          agentVersion: '',
          bootId: '',
          bootedAt: THEN,
          processId: '',
        }),
    ],
    disconnect: [(part, { computer }) => part.disconnect(computer.id, { lastSeenAt: THEN, leftAt: THEN })],
    disconnectAll: [(part) => part.disconnectAll(THEN)],
    changePower: [(part, { computer }) => part.changePower(computer.id, 1, null)],
    countPower: [(part) => part.countPower()],
    powerOf: [(part, { computer }) => part.powerOf([computer.id, anId()])],
    lastSeenOf: [(part, { computer }) => part.lastSeenOf([computer.id, anId()])],
    changeSecureOn: [(part, { computer }) => part.changeSecureOn(computer.id, null)],
    softwareOf: [(part, { computer }) => part.softwareOf(computer.id)],
    systems: [(part) => part.systems()],
    agentVersions: [(part) => part.agentVersions()],
    saveInventory: [
      (part, { computer }) =>
        part.saveInventory(computer.id, { part: 'software', digest: '', value: [] }, THEN),
    ],
  },
  removals: {
    begin: [(part) => part.begin({ id: anId(), name: 'gone' }, { name: 'ada', at: THEN })],
    unfinished: [(part) => part.unfinished(10)],
    removeInstallations: [(part, { computer }) => part.removeInstallations(computer.id, 1)],
    removeHistory: [(part, { computer }) => part.removeHistory(computer.id, 1)],
    removeWakes: [(part, { wake }) => part.removeWakes(wake.computerId, 1)],
    finish: [(part) => part.finish(anId())],
  },
  packages: {
    insertFamily: [(part) => part.insertFamily(build.aFamily())],
    getFamily: [(part, { family }) => part.getFamily(family.id)],
    findFamilyByName: [(part, { family }) => part.findFamilyByName(family.name)],
    getFamilies: [(part, { family }) => part.getFamilies([family.id, anId()])],
    eachFamily: [(part) => part.eachFamily(() => undefined)],
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
    newestInstallable: [(part, { family }) => part.newestInstallable([family.id, anId()])],
    summaries: [(part, { family }) => part.summaries([family.id, anId()])],
    list: [
      (part, { packaged: { familyName: name, versionOrder, id } }) =>
        part.list({ limit: 10, after: { name, versionOrder, id } }),
      (part) => part.list(search),
      (part) => part.list({ limit: 5 }),
    ],
    withoutOrder: [(part) => part.withoutOrder(10)],
    setOrder: [(part, { packaged }) => part.setOrder(packaged.id, packaged.versionOrder)],
    change: [(part, { packaged }) => part.change({ ...packaged, revision: 1 })],
    needing: [(part, { packaged }) => part.needing(packaged.id)],
    delete: [(part) => part.delete(anId())],
    usesContent: [(part, { packaged }) => part.usesContent(packaged.content?.sha256 ?? '')],
    contentInUse: [(part) => part.contentInUse()],
    contentOf: [(part, { packaged }) => part.contentOf(packaged.content?.sha256 ?? '')],
  },
  groups: {
    insert: [(part) => part.insert('computers', build.aGroup())],
    get: [(part, { group }) => part.get('computers', group.id)],
    getMany: [(part, { group }) => part.getMany('computers', [group.id, anId()])],
    all: [(part) => part.all('computers'), (part) => part.all('packages')],
    change: [(part, { group }) => part.change('computers', { ...group, revision: 1, notes: 'changed' })],
    remove: [(part) => part.remove('computers', anId())],
    forgetPackage: [(part, { packaged }) => part.forgetPackage(packaged.id)],
    countMembers: [(part, { group }) => part.countMembers([group.id])],
    members: [
      (part, { group, other }) => part.members({ groupIds: [group.id, other.id], limit: 5 }),
      (part, { group, other }) =>
        part.members({ groupIds: [group.id, other.id], after: 'computer-2', limit: 5 }),
    ],
    addMembers: [(part, { group, computer }) => part.addMembers(group.id, [computer.id])],
    removeMembers: [(part, { group, computer }) => part.removeMembers(group.id, [computer.id])],
  },
  families: {
    change: [(part, { family }) => part.change({ ...family, revision: 1, notes: 'changed' })],
    changeIcon: [
      (part, { family }) =>
        part.changeIcon(family.id, { type: 'image/png', bytes: new Uint8Array(3), digest: 'ab' }),
    ],
    icon: [(part, { family }) => part.icon(family.id)],
    follow: [(part, { family }) => part.follow({ ...family, name: 'renamed' })],
    remove: [(part) => part.remove(anId())],
  },
  keyedRequests: {
    begin: [(part) => part.begin(build.aKeyedRequest(), THEN)],
    answer: [(part) => part.answer('a key', { status: 201, body: '{}' })],
    forget: [(part) => part.forget('a key')],
    countOf: [(part) => part.countOf('user-1', 10)],
  },
  containers: {
    insert: [(part) => part.insert(build.aContainer())],
    get: [(part, { container }) => part.get(container.id)],
    eachFacts: [(part) => part.eachFacts(() => undefined)],
    unsettled: [(part) => part.unsettled()],
    unsettledContainers: [(part) => part.unsettledContainers()],
    getMany: [(part, { container }) => part.getMany([container.id, anId()])],
    change: [(part, { container }) => part.change(container.id, { paused: true, endAt: null })],
    setCounts: [(part, { container }) => part.setCounts(container.id, { failed: 1 })],
    setPreStaged: [
      (part, { container }) => part.setPreStaged(container.id, { computers: 2, present: 1, failed: 0 }),
      (part, { container }) => part.setPreStaged(container.id, undefined),
    ],
    reopen: [(part) => part.reopen(anId())],
    withoutSettlement: [(part) => part.withoutSettlement(10)],
    settledBefore: [(part) => part.settledBefore({ state: 'succeeded', until: THEN, limit: 10 })],
    purging: [(part) => part.purging(10)],
    getEvenPurging: [(part, { container }) => part.getEvenPurging(container.id)],
    beginPurge: [(part) => part.beginPurge({ id: anId(), revision: 1 })],
    remove: [(part) => part.remove(anId())],
  },
  heldContents: {
    put: [(part, { computer }) => part.put({ computerId: computer.id, held: [], failures: [] })],
    ofComputers: [(part, { computer }) => part.ofComputers([computer.id, anId()])],
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
    activityOf: [(part, { computer }) => part.activityOf([computer.id, anId()])],
    countDue: [(part) => part.countDue(later, 1_000)],
    computersWithDueJobs: [
      (part) => part.computersWithDueJobs({ dueUntil: later, limit: 10 }),
      (part, { computer }) => part.computersWithDueJobs({ dueUntil: later, after: computer.id, limit: 10 }),
    ],
    askedOf: [
      (part, { container }) => part.askedOf({ containerId: container.id, limit: 5 }),
      (part, { container }) => part.askedOf({ containerId: container.id, after: 1, limit: 5 }),
    ],
    ofContainer: [
      (part, { container }) => part.ofContainer({ containerId: container.id, limit: 5, after: 3 }),
      (part, { container }) =>
        part.ofContainer({ containerId: container.id, limit: 5, after: 3, states: ['waiting', 'failed'] }),
    ],
    ofComputer: [
      (part, { computer, job }) => part.ofComputer({ computerId: computer.id, before: job.id, limit: 5 }),
    ],
    endedOfComputer: [
      (part, { computer }) => part.endedOfComputer({ computerId: computer.id, bound: newest, limit: 5 }),
      (part, { computer, job }) =>
        part.endedOfComputer({ computerId: computer.id, bound: behind(job.id), limit: 5 }),
    ],
    succeeded: [
      (part, { packaged }) => part.succeeded({ packageId: packaged.id, action: 'install', limit: 20 }),
    ],
    ofPackage: [(part, { packaged }) => part.ofPackage({ packageId: packaged.id, limit: 5 })],
    list: [
      (part, { job }) => part.list({ limit: 5, before: job.id }),
      (part) => part.list({ limit: 5, states: ['waiting', 'failed'] }),
      (part, { computer, job }) =>
        part.list({ limit: 5, before: job.id, computerId: computer.id, states: ['waiting'] }),
      (part, { packaged }) => part.list({ limit: 5, packageId: packaged.id }),
    ],
    changeOfContainer: [
      (part, { container }) =>
        part.changeOfContainer(container.id, { containerName: 'renamed', priority: 5, endAt: null }),
    ],
    failedOf: [
      (part, { container }) =>
        part.failedOf({ containerId: container.id, states: ['failed', 'aborted'], after: 3, limit: 5 }),
    ],
    contentsNeeded: [(part, { job }) => part.contentsNeeded(job.containerId)],
    countByState: [(part, { container }) => part.countByState(container.id)],
    eachEnded: [(part) => part.eachEnded({ from: THEN, to: later }, () => undefined)],
    removeMany: [(part) => part.removeMany([{ id: anId(), revision: 1 }])],
    hasPendingOfPackage: [(part, { packaged }) => part.hasPendingOfPackage(packaged.id)],
    pendingOfPackage: [
      (part, { packaged, job }) =>
        part.pendingOfPackage({ packageId: packaged.id, before: job.id, limit: 5 }),
    ],
    countPendingOfPackage: [(part, { packaged }) => part.countPendingOfPackage(packaged.id)],
    hasPendingOfContent: [(part) => part.hasPendingOfContent('ab'.repeat(32))],
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
    tails: [(part, { job }) => part.tails([{ jobId: job.id, attempt: 1, last: 9 }], 4)],
    sizes: [(part, { job }) => part.sizes(job.id, 1)],
    drop: [(part, { job }) => part.drop({ jobId: job.id, attempt: 1, from: 3, to: 4 })],
    removeJobs: [(part, { job }) => part.removeJobs([job.id, anId()])],
  },
  installations: {
    put: [(part) => part.put(build.anInstallation())],
    remove: [(part, { computer, packaged }) => part.remove(computer.id, packaged.id)],
    ofComputers: [(part, { computer }) => part.ofComputers([computer.id, anId()])],
    installedOn: [(part, { computer }) => part.installedOn([computer.id, anId()])],
    ofPackage: [
      (part, { packaged }) => part.ofPackage({ packageId: packaged.id, limit: 5 }),
      (part, { packaged }) =>
        part.ofPackage({
          packageId: packaged.id,
          search: 'computer',
          drifted: false,
          after: { name: 'a computer', id: packaged.id },
          limit: 5,
        }),
    ],
    countOfPackage: [
      (part, { packaged }) => part.countOfPackage(packaged.id),
      (part, { packaged }) => part.countOfPackage(packaged.id, { search: 'a', drifted: true }),
    ],
    list: [
      (part) => part.list({ limit: 5 }),
      (part) => part.list({ limit: 5, drifted: true }),
      (part) =>
        part.list({ limit: 5, search: 'a', after: { computerName: 'b', packageId: anId(), id: anId() } }),
      (part, { computer }) => part.list({ limit: 5, computerId: computer.id }),
      (part, { packaged }) => part.list({ limit: 5, packageId: packaged.id, drifted: false }),
    ],
    nextPackage: [(part) => part.nextPackage(), (part, { packaged }) => part.nextPackage(packaged.id)],
    removeMany: [(part) => part.removeMany([anId(), anId()])],
    setDrift: [(part) => part.setDrift({ id: anId(), installedAt: THEN, drift: { state: 'ok' } })],
  },
  access: {
    insertUser: [(part) => part.insertUser(build.aUser())],
    getUser: [(part) => part.getUser(anId())],
    findUserByName: [(part) => part.findUserByName('user-1')],
    listUsers: [(part) => part.listUsers()],
    countUsers: [(part) => part.countUsers()],
    changeUser: [(part) => part.changeUser(anId(), { role: 'viewer' })],
    deleteUser: [(part) => part.deleteUser(anId())],
    sessionsOf: [(part) => part.sessionsOf(anId())],
    insertSession: [(part) => part.insertSession(build.aSession())],
    getSession: [(part) => part.getSession('session-1', THEN)],
    extendSession: [(part) => part.extendSession('session-1', later)],
    deleteSession: [(part) => part.deleteSession('session-1')],
    countSessions: [(part) => part.countSessions(THEN)],
    hasExpiredSessions: [(part) => part.hasExpiredSessions(THEN)],
    removeExpiredSessions: [(part) => part.removeExpiredSessions(THEN, 10)],
    insertEnrolmentToken: [(part) => part.insertEnrolmentToken(build.anEnrolmentToken())],
    getEnrolmentToken: [(part) => part.getEnrolmentToken(anId())],
    listEnrolmentTokens: [(part) => part.listEnrolmentTokens({ limit: 10, before: anId() })],
    useEnrolmentToken: [(part) => part.useEnrolmentToken(anId(), THEN)],
    deleteEnrolmentToken: [(part) => part.deleteEnrolmentToken(anId())],
    insertApiToken: [(part) => part.insertApiToken(build.anApiToken())],
    getApiToken: [(part) => part.getApiToken(anId())],
    listApiTokens: [(part) => part.listApiTokens()],
    useApiToken: [(part) => part.useApiToken(anId(), { at: later, since: THEN })],
    deleteApiToken: [(part) => part.deleteApiToken(anId())],
  },
  audit: {
    insert: [(part) => part.insert(build.anAuditEntry())],
    list: [
      (part) => part.list({ limit: 5 }),
      (part) => part.list({ limit: 5, before: { at: later, id: anId() } }),
      (part) => part.list({ limit: 5, from: THEN, to: later, before: { at: later, id: anId() } }),
      (part) => part.list({ limit: 5, search: 'ada' }),
      (part) => part.list({ limit: 5, verb: 'job.cancel' }),
      (part) => part.list({ limit: 5, subjectId: anId() }),
      (part) => part.list({ limit: 5, verbPrefix: 'job.' }),
      (part) => part.list({ limit: 5, actorName: 'ada' }),
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
      (part, { wake }) => part.ofComputer({ computerId: wake.computerId, before: wake.id, limit: 5 }),
    ],
    ofContainer: [(part, { wake, container }) => part.ofContainer(container.id, [wake.computerId, anId()])],
    pendingShutdowns: [
      (part) => part.pendingShutdowns({ limit: 5 }),
      (part, { wake }) => part.pendingShutdowns({ computerIds: [wake.computerId], limit: 5 }),
    ],
    askShutdown: [(part, { container }) => part.askShutdown(container.id)],
    awaitsShutdown: [(part, { container }) => part.awaitsShutdown(container.id)],
    removeOfContainer: [(part) => part.removeOfContainer(anId(), 10)],
  },
  history: {
    putSummaries: [(part) => part.putSummaries([build.aSummary()])],
    ofComputer: [
      (part, { computer }) => part.ofComputer({ computerId: computer.id, limit: 5 }),
      (part, { computer, job }) => part.ofComputer({ computerId: computer.id, before: job.id, limit: 5 }),
    ],
    linesOfComputer: [
      (part, { computer }) => part.linesOfComputer({ computerId: computer.id, bound: newest, limit: 5 }),
      (part, { computer, job }) =>
        part.linesOfComputer({ computerId: computer.id, bound: behind(job.id), limit: 5 }),
    ],
    durations: [
      (part, { packaged }) => part.durations({ packageId: packaged.id, action: 'install', limit: 20 }),
    ],
    eachEnded: [(part) => part.eachEnded({ from: THEN, to: later }, () => undefined)],
    putHour: [(part) => part.putHour({ hour: THEN, counts: {} })],
    hours: [(part) => part.hours({ from: THEN, to: later })],
    newestHour: [(part) => part.newestHour()],
    hasBefore: [(part) => part.hasBefore(THEN), (part) => part.hasBefore(later)],
    removeBefore: [(part) => part.removeBefore(later, 1)],
  },
  savedFilters: {
    insert: [(part) => part.insert(build.aSavedFilter())],
    get: [(part) => part.get(anId())],
    visibleTo: [(part) => part.visibleTo('user 1', 10)],
    countOf: [(part) => part.countOf('user 1')],
    change: [(part) => part.change({ ...build.aSavedFilter(), revision: 1 })],
    remove: [(part) => part.remove(anId())],
    removePrivateOf: [(part) => part.removePrivateOf('user 1')],
  },
  timeline: {
    insertMany: [(part) => part.insertMany([build.anEvent()])],
    ofComputer: [
      (part, { computer }) => part.ofComputer({ computerId: computer.id, bound: newest, limit: 5 }),
      (part, { computer, job }) =>
        part.ofComputer({
          computerId: computer.id,
          bound: behind(job.id),
          limit: 5,
          kinds: ['power', 'user'],
        }),
    ],
    trim: [
      (part, { computer }) => part.trim(computer.id, { keep: 3 }),
      (part, { computer }) => part.trim(computer.id, { keep: 1, kind: 'connection' }),
    ],
    hasBefore: [(part) => part.hasBefore(later)],
    removeBefore: [(part) => part.removeBefore(later, 1)],
    removeOfComputer: [(part) => part.removeOfComputer(anId())],
  },
  settings: {
    get: [(part) => part.get('wakeWindow')],
    set: [(part) => part.set('wakeWindow', 5)],
  },
};
