import { conditionsOf, type Conditions } from '#domain/conditions.ts';
import type { Computer, ComputerContents, JobContainer, PendingPower, Wake } from '#domain/entities.ts';
import type { Job } from '#domain/job.ts';
import type { TimelineLine } from '#domain/timeline/happening.ts';
import { lineOfJob } from '#domain/timeline/jobs.ts';
import { queueHold } from '#domain/power/queue-hold.ts';
import { contentNote } from '#domain/pre-stage/content-note.ts';
import { presenceOf, settledAt } from '#domain/presence.ts';
import { whyWaiting, type Circumstances } from '#domain/queue.ts';
import { isActive } from '#domain/transitions.ts';
import type { Change } from '#protocol/change.ts';
import type { Topic } from '#protocol/console.ts';
import type { ComputerView } from '#protocol/views/computer.ts';
import type { GroupName } from '#protocol/views/group.ts';
import type { ContainerView, JobView, UsualDuration, WaitingView } from '#protocol/views/container.ts';
import type { QueuedJob } from '#store/contract/jobs.ts';
import type { Store } from '#store/contract/store.ts';
import type { AgentSession, AgentSessions } from './agent-sessions.ts';
import { ALL_DATES } from './all-dates.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { Clock } from './clock.ts';
import type { DownloadSlots } from './download-slots.ts';
import type { Fleet } from './fleet/fleet.ts';
import type { Presences } from './fleet/fleet-index.ts';
import type { PreStaging } from './pre-stage/pre-staging.ts';
import type { UsualDurations } from './usual-durations.ts';
import { computerDetail, computerView, type PresenceFacts } from './views/computer-view.ts';
import { containerView } from './views/entity-views.ts';
import { jobView, waitingView } from './views/job-view.ts';
import { timelineEntry } from './views/timeline-view.ts';
import { wakeView } from './views/wake-view.ts';
import type { Wakes } from './wake/wakes.ts';

type Summary = Omit<Computer, 'software'>;

/** What a waiting job's reason depends on, read for many at once. */
interface WaitingFacts {
  queue: QueuedJob[];
  conditions: Map<string, Conditions>;
  power: PendingPower | undefined;
  /** Of a computer that is not there. */
  lastSeenAt: Date | undefined;
  contents: ComputerContents | undefined;
}

/** Waiting jobs whose reason is told anew when queues move. More are seen on the next load. */
const WAITING_JOBS_TOLD = 500;

/**
 * Makes views out of entities, live facts included, and publishes them. The same views answer queries. Whatever
 * happens to a computer is told here: the lists of computers in memory live on that, whether a console watches or not.
 */
export class Announcer {
  readonly #store: Store;
  readonly #feed: ChangeFeed;
  readonly #sessions: AgentSessions;
  readonly #clock: Clock;
  readonly #hubStartedAt: Date;
  readonly #timeZone: string;
  readonly #downloads: () => DownloadSlots;
  readonly #moved: () => void;
  readonly #wakes: () => Pick<Wakes, 'wokenUntil'>;
  readonly #fleet: () => Fleet;
  readonly #preStaging: () => PreStaging;
  readonly #usualDurations: UsualDurations;

  constructor(parts: {
    store: Store;
    feed: ChangeFeed;
    sessions: AgentSessions;
    clock: Clock;
    startedAt: Date;
    timeZone: string;
    downloads: () => DownloadSlots;
    /** Told of every change of a computer or a container, watched or not. */
    moved: () => void;
    wakes: () => Pick<Wakes, 'wokenUntil'>;
    fleet: () => Fleet;
    preStaging: () => PreStaging;
    usualDurations: UsualDurations;
  }) {
    this.#store = parts.store;
    this.#feed = parts.feed;
    this.#sessions = parts.sessions;
    this.#clock = parts.clock;
    this.#hubStartedAt = parts.startedAt;
    this.#timeZone = parts.timeZone;
    this.#downloads = parts.downloads;
    this.#moved = parts.moved;
    this.#wakes = parts.wakes;
    this.#fleet = parts.fleet;
    this.#preStaging = parts.preStaging;
    this.#usualDurations = parts.usualDurations;
  }

  presence(computerId: string): PresenceFacts {
    const session = this.#sessions.get(computerId);
    const facts = { ready: session !== undefined, hubStartedAt: this.#hubStartedAt };
    const presence = presenceOf(facts, this.#clock.now());
    return {
      presence,
      ...(session === undefined ? {} : { since: session.since }),
      ...(presence === 'unknown' ? { knownAt: settledAt(this.#hubStartedAt) } : {}),
    };
  }

  /** Who is there now, for a look at very many. */
  presences(): Presences {
    const absent = presenceOf({ ready: false, hubStartedAt: this.#hubStartedAt }, this.#clock.now());
    return { since: (computerId) => this.#sessions.get(computerId)?.since, absent };
  }

  async computerRows(computers: Summary[]): Promise<ComputerView[]> {
    const [active, groups] = await Promise.all([
      this.#store.jobs.activeOfMany(computers.map((computer) => computer.id)),
      this.#groupNames(computers),
    ]);
    const jobs = new Map(active.map((job) => [job.computerId, job]));
    return computers.map((computer) =>
      computerView(computer, {
        presence: this.presence(computer.id),
        groups: (computer.groupIds ?? []).flatMap((id) => groups.get(id) ?? []).sort(byName),
        currentJob: jobs.get(computer.id),
      }),
    );
  }

  async #groupNames(computers: readonly Summary[]): Promise<Map<string, GroupName>> {
    const ids = [...new Set(computers.flatMap((computer) => computer.groupIds ?? []))];
    if (ids.length === 0) return new Map();
    const groups = await this.#store.groups.getMany('computers', ids);
    return new Map(groups.map(({ id, name }) => [id, { id, name }]));
  }

  /** Views of jobs, each waiting one with its reason. */
  async jobRows(jobs: Job[]): Promise<JobView[]> {
    const waitingAt = [
      ...new Set(jobs.filter((job) => job.state === 'waiting').map((job) => job.computerId)),
    ];
    const usual = await this.#usual(jobs);
    if (waitingAt.length === 0) return jobs.map((job) => jobView(job, { usual: usual.get(job.id) }));
    const absent = waitingAt.filter((id) => this.#sessions.get(id) === undefined);
    const [{ queues, conditions }, powers, seen, contents] = await Promise.all([
      this.#queues(waitingAt),
      this.#store.computers.powerOf(waitingAt),
      absent.length === 0 ? new Map<string, Date>() : this.#store.computers.lastSeenOf(absent),
      this.#store.heldContents.ofComputers(computersAwaitingContent(jobs)),
    ]);
    return jobs.map((job) => {
      const { computerId } = job;
      const facts = {
        queue: queues.get(computerId) ?? [],
        conditions,
        power: powers.get(computerId),
        lastSeenAt: seen.get(computerId),
        contents: contents.get(computerId),
      };
      return jobView(job, { waiting: this.#waiting(job, facts), usual: usual.get(job.id) });
    });
  }

  /** What is pending on these computers, and under which conditions. */
  async #queues(computerIds: string[]) {
    const places = await this.#store.jobs.queueOf(computerIds, ALL_DATES);
    const ids = [...new Set(places.map((place) => place.containerId))];
    const containers = await this.#store.containers.getMany(ids);
    return {
      queues: Map.groupBy(places, (place) => place.computerId),
      conditions: new Map(containers.map((container) => [container.id, conditionsOf(container)])),
    };
  }

  /** How long those that run usually take. What cannot be found out is not said. */
  async #usual(jobs: Job[]): Promise<Map<string, UsualDuration | undefined>> {
    const running = jobs.filter((job) => isActive(job.state));
    const of = ({ packageId, action }: Job) =>
      this.#usualDurations.of(packageId, action).catch(() => undefined);
    return new Map(await Promise.all(running.map(async (job) => [job.id, await of(job)] as const)));
  }

  #waiting(
    job: Job,
    { queue, conditions, power, lastSeenAt, contents }: WaitingFacts,
  ): WaitingView | undefined {
    if (job.state !== 'waiting') return undefined;
    const { presence, since = lastSeenAt, knownAt } = this.presence(job.computerId);
    const session = this.#sessions.get(job.computerId);
    const facts = {
      presence,
      queue,
      conditions,
      timeZone: this.#timeZone,
      ...queueHold(power),
      ...(since === undefined ? {} : { presenceSince: since }),
      ...(knownAt === undefined ? {} : { presenceKnownAt: knownAt }),
      ...(session === undefined
        ? { wokenUntil: this.#wakes().wokenUntil(job.computerId) }
        : this.#around(session)),
    };
    const now = this.#clock.now();
    const waiting = whyWaiting(job, facts, now);
    const note = contentNote(job, {
      contents,
      coming: this.#preStaging().comingTo(job.computerId),
      conditions: conditions.get(job.containerId),
      timeZone: this.#timeZone,
      now,
    });
    return waitingView(waiting, { behind: queue.find((place) => place.id === waiting.behind?.jobId), note });
  }

  #around({ computerId, address, subnet }: AgentSession): Pick<Circumstances, 'address' | 'downloads'> {
    return { address, downloads: this.#downloads().room({ id: computerId, subnet }) };
  }

  publish(topics: Topic[], change: Change): void {
    if (topics.includes('containers')) this.#moved();
    this.#fleet().heard(topics, change);
    this.#feed.publish(topics, change);
  }

  computer(computerId: string): Promise<void> {
    return this.computers([computerId]);
  }

  /** Their rows: as many as are read at once. */
  async computers(computerIds: string[]): Promise<void> {
    if (computerIds.length > 0) this.#moved();
    this.#fleet().changed(computerIds);
    const seen = computerIds.filter((id) => this.#watched([`computer:${id}`]));
    if (seen.length === 0) return;
    for (const row of await this.computerRows(await this.#store.computers.getMany(seen))) {
      this.#feed.publish([`computer:${row.id}`], { kind: 'computer', computer: row });
    }
  }

  /** The whole page of a computer, inventory included: only when that has changed. */
  async computerDetail(computerId: string): Promise<void> {
    await this.computer(computerId);
    const topic: Topic = `computer:${computerId}`;
    if (!this.#watched([topic])) return;
    const computer = await this.#store.computers.getWithSoftware(computerId);
    if (computer === undefined) return;
    const [row] = await this.computerRows([computer]);
    if (row === undefined) return;
    this.#feed.publish([topic], { kind: 'computerDetail', computer: computerDetail(computer, row) });
  }

  async container(containerId: string): Promise<void> {
    this.#moved();
    const topics: Topic[] = ['containers', `container:${containerId}`];
    if (!this.#watched(topics)) return;
    const container = await this.#store.containers.get(containerId);
    if (container === undefined) return;
    this.#feed.publish(topics, { kind: 'container', container: this.containerRow(container) });
  }

  containerRow(container: JobContainer): ContainerView {
    return containerView(container, { now: this.#clock.now(), timeZone: this.#timeZone });
  }

  /** Something has changed for a whole container: why each of its jobs waits now. */
  async waitingOf(containerId: string): Promise<void> {
    if (!this.#watched([`container:${containerId}`])) return;
    await this.jobs(
      await this.#store.jobs.ofContainer({ containerId, limit: WAITING_JOBS_TOLD, states: ['waiting'] }),
    );
  }

  /** @param everywhere also on the container's page, where thousands of computers may be woken at once */
  wake(wake: Wake, { everywhere }: { everywhere: boolean }): void {
    const { computerId, containerId } = wake;
    const topics: Topic[] = [`computer:${computerId}`];
    if (everywhere && containerId !== undefined) topics.push(`container:${containerId}`);
    if (this.#watched(topics)) this.#feed.publish(topics, { kind: 'wake', wake: wakeView(wake) });
  }

  /** A line of a computer's timeline that is new, or another by now. */
  timeline(computerId: string, line: TimelineLine): void {
    const topic: Topic = `computer:${computerId}`;
    if (this.#watched([topic]))
      this.#feed.publish([topic], { kind: 'timeline', computerId, entry: timelineEntry(line) });
  }

  async jobs(jobs: Job[]): Promise<void> {
    this.#fleet().changed(jobs.map((job) => job.computerId));
    const seen = jobs.filter((job) => this.#watched(topicsOf(job)));
    for (const row of await this.jobRows(seen)) {
      this.#feed.publish(topicsOf(row), { kind: 'job', job: row });
    }
    for (const job of seen) {
      const line = lineOfJob(job);
      if (line !== undefined) this.timeline(job.computerId, line);
    }
  }

  /** Something moved in these computers' queues: their rows, and why each waiting job waits now. */
  async queues(computerIds: Iterable<string>): Promise<void> {
    const ids = [...new Set(computerIds)];
    await this.computers(ids);
    const isTold = (topic: Topic) => topic.startsWith('container:') || topic.startsWith('computer:');
    if (ids.length === 0 || !this.#feed.isWatchedBy(isTold)) return;
    const places = await this.#store.jobs.queueOf(ids, ALL_DATES);
    const seen = places.filter((place) => place.state === 'waiting' && this.#watched(topicsOf(place)));
    const jobs = await this.#store.jobs.getMany(seen.slice(0, WAITING_JOBS_TOLD).map((place) => place.id));
    await this.jobs(jobs);
  }

  #watched(topics: Topic[]): boolean {
    return topics.some((topic) => this.#feed.isWatched(topic));
  }
}

const byName = (one: GroupName, other: GroupName) =>
  one.name.localeCompare(other.name, 'en', { sensitivity: 'base' });

function topicsOf(job: { containerId: string; computerId: string }): Topic[] {
  return [`container:${job.containerId}`, `computer:${job.computerId}`];
}

const computersAwaitingContent = (jobs: readonly Job[]) => [
  ...new Set(
    jobs.flatMap(({ state, content, computerId }) =>
      state === 'waiting' && content !== undefined ? [computerId] : [],
    ),
  ),
];
