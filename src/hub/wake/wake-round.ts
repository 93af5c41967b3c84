import { conditionsOf, isOpen } from '#domain/conditions.ts';
import type { JobContainer, Wake } from '#domain/entities.ts';
import { macsOf, subnetsOf } from '#domain/wake/interfaces.ts';
import { rhythmSince } from '#domain/wake/joining.ts';
import { plannedPackets } from '#domain/wake/routes.ts';
import { answered, burstSent, ended, NO_ROUTE } from '#domain/wake/wake-state.ts';
import { wakeFacts } from '#domain/timeline/wake.ts';
import { whyWakeStops } from '#domain/wake/wanted.ts';
import type { WakePacket } from '#protocol/views/wake.ts';
import type { ComputerSummary } from '#store/contract/aggregates.ts';
import type { QueuedJob } from '#store/contract/jobs.ts';
import type { HubContext } from '../hub-context.ts';
import type { ActiveWakes } from './active-wakes.ts';
import { sendBurst } from './send-burst.ts';

/** Wakes of one container that may go on while its page is still told of every burst. */
const BURSTS_TOLD = 100;
/** Somebody else wrote meanwhile: tried again, on what is stored then. */
const TRIES = 5;

interface Facts {
  wakes: ReadonlyMap<string, Wake>;
  containers: ReadonlyMap<string, JobContainer>;
  computers: ReadonlyMap<string, ComputerSummary>;
  queues: ReadonlyMap<string, QueuedJob[]>;
}

interface Round {
  /** Before the facts were read: what is due later is decided on facts that were read later, too. */
  begunAt: Date;
  facts: Facts;
  /** Containers of which a wake is stopped, each with what that asks for. */
  cutShort: Map<string, Promise<void>>;
  /** By container: computers whose wake has ended without an answer. */
  unanswered: Map<string, string[]>;
}

/** Looks at the wakes of some computers: ends what is over or no longer wanted, and sends what is due. */
export class WakeRound {
  readonly #parts: () => HubContext;
  readonly #active: ActiveWakes;
  readonly #stopping: Promise<void>;

  constructor(given: { parts: () => HubContext; active: ActiveWakes; stopping: Promise<void> }) {
    this.#parts = given.parts;
    this.#active = given.active;
    this.#stopping = given.stopping;
  }

  /** @param inTurn runs what is decided about a computer when nothing else is */
  async run(
    computerIds: readonly string[],
    inTurn: (computerId: string, decide: () => Promise<void>) => Promise<void>,
  ): Promise<void> {
    const round: Round = {
      begunAt: this.#parts().clock.now(),
      facts: await this.#facts(computerIds),
      cutShort: new Map(),
      unanswered: new Map(),
    };
    const done = await Promise.allSettled(computerIds.map((id) => inTurn(id, () => this.#decide(id, round))));
    for (const [containerId, ids] of round.unanswered) {
      void this.#parts().calendar.lateness(containerId, ids);
    }
    const failed = done.find((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  /**
   * Stores what becomes of a wake, and tells it.
   * @returns the wake as stored now; undefined when it is gone
   */
  async apply(wakeId: string, change: (wake: Wake) => Wake): Promise<Wake | undefined> {
    return this.#save(await this.#parts().store.wakes.get(wakeId), change);
  }

  async #save(known: Wake | undefined, change: (wake: Wake) => Wake): Promise<Wake | undefined> {
    const { store, announcer, timeline, clock } = this.#parts();
    let wake = known;
    for (let tries = 0; wake !== undefined && tries < TRIES; tries += 1) {
      const wanted = change(wake);
      const saved = wanted === wake ? wake : await store.wakes.save(wanted);
      if (saved !== undefined) {
        this.#active.put(saved);
        timeline.tell(saved.computerId, ...wakeFacts(wake, saved, clock.now()));
        announcer.wake(saved, { everywhere: saved.state !== 'waking' || this.#isTold(saved) });
        return saved;
      }
      wake = await store.wakes.get(wake.id);
    }
    if (wake === undefined) return undefined;
    throw new Error(`The wake ${wake.id} was changed again and again by somebody else.`);
  }

  #isTold({ containerId }: Wake): boolean {
    return containerId === undefined || this.#active.computersOf(containerId).size <= BURSTS_TOLD;
  }

  async #facts(computerIds: readonly string[]): Promise<Facts> {
    const { store, clock } = this.#parts();
    const active = computerIds.flatMap((id) => this.#active.of(id));
    const containerIds = [...new Set(active.flatMap(({ containerId }) => containerId ?? []))];
    const ids = [...new Set(active.map((one) => one.computerId))];
    const [wakes, containers, computers, places] = await Promise.all([
      store.wakes.getMany(active.map((one) => one.id)),
      store.containers.getMany(containerIds),
      store.computers.getMany(ids),
      containerIds.length === 0 ? [] : store.jobs.queueOf(ids, clock.now()),
    ]);
    return {
      wakes: byId(wakes),
      containers: byId(containers),
      computers: byId(computers),
      queues: Map.groupBy(places, (place) => place.computerId),
    };
  }

  async #decide(computerId: string, round: Round): Promise<void> {
    const { facts, begunAt: now } = round;
    const { store, sessions } = this.#parts();
    const goingOn: Wake[] = [];
    for (const active of this.#active.of(computerId)) {
      const wake = facts.wakes.get(active.id);
      if (wake === undefined) {
        // Begun since the facts were read: it is looked at in its own round. Or purged with its container.
        if ((await store.wakes.get(active.id)) === undefined) this.#active.forget(active);
        continue;
      }
      const judged = this.#judge(wake, facts, now);
      if (judged === wake) goingOn.push(wake);
      else await this.#end(wake, judged, round);
    }
    // As it is now: another round may have sent since the facts were read.
    const isDue = goingOn.some(({ containerId }) => {
      const nextAt = this.#active.find(computerId, containerId)?.nextAt;
      return nextAt !== undefined && nextAt <= now;
    });
    const computer = facts.computers.get(computerId);
    if (!isDue || goingOn.length === 0 || computer === undefined || sessions.get(computerId)) return;
    await this.#burst(computer, goingOn, round);
  }

  async #end(wake: Wake, judged: Wake, round: Round): Promise<void> {
    const { containerId } = wake;
    if (judged.state === 'stopped' && containerId !== undefined) {
      // Before it is stopped: at no moment is it neither being woken nor still to be woken.
      const madeUpFor = round.cutShort.get(containerId) ?? this.#makeUpFor(containerId, round.facts);
      round.cutShort.set(containerId, madeUpFor);
      await madeUpFor;
    }
    const { clock } = this.#parts();
    const saved = await this.#save(wake, (one) =>
      one === wake ? judged : this.#judge(one, round.facts, clock.now()),
    );
    if (saved !== undefined && saved.state !== 'awake') noteUnanswered(round.unanswered, saved);
  }

  /** What a wake is by now, packets apart: itself while it goes on. */
  #judge(wake: Wake, facts: Facts, now: Date): Wake {
    const { sessions, timeZone } = this.#parts();
    // It came between the look at its presence and the first packet: nobody has woken it.
    if (wake.bursts.length === 0 && sessions.get(wake.computerId)) return answered(wake, { at: now });
    if (wake.windowEndsAt <= now) return ended(wake, { state: 'noAnswer' });
    if (wake.containerId === undefined) return wake;
    const container = facts.containers.get(wake.containerId);
    const places = facts.queues.get(wake.computerId)?.filter((one) => one.containerId === wake.containerId);
    const conditions = new Map(container === undefined ? [] : [[container.id, conditionsOf(container)]]);
    const around = { presence: 'offline', timeZone, conditions } as const;
    const detail = whyWakeStops(container, { places: places ?? [], around }, now);
    return detail === undefined ? wake : ended(wake, { state: 'stopped', detail });
  }

  async #burst(computer: ComputerSummary, wakes: Wake[], { unanswered }: Round): Promise<void> {
    const { clock, peers, sessions, key, wakeNetwork } = this.#parts();
    const subnets = subnetsOf(computer.hardware);
    const packets = plannedPackets({
      macs: macsOf(computer.hardware),
      subnets,
      own: wakeNetwork.interfaces(),
      peers: peers.choose(subnets, computer.id),
    });
    const at = clock.now();
    const { secureOn } = computer;
    const sent: WakePacket[] = await sendBurst(
      { sessions, key, clock, wakeNetwork },
      { packets, ...(secureOn === undefined ? {} : { secureOn }) },
      this.#stopping,
    );
    const burst = { at, packets: sent, rhythmSince: rhythmSince(wakes) };
    for (const wake of wakes) {
      const hopeless = sent.length === 0 && wake.bursts.length === 0;
      const saved = await this.#save(wake, (one) =>
        hopeless ? ended(one, { state: 'impossible', detail: NO_ROUTE }) : burstSent(one, burst),
      );
      if (saved?.state === 'impossible') noteUnanswered(unanswered, saved);
    }
  }

  /** W2: what a pause or a closing frame cut short is made up for when the container opens again. */
  async #makeUpFor(containerId: string, { containers }: Facts): Promise<void> {
    const { store, clock, timeZone } = this.#parts();
    const container = containers.get(containerId);
    if (container?.wakeSweptAt === undefined || isOpen(container, clock.now(), timeZone)) return;
    await store.containers.change(containerId, { wakeSweptAt: null });
  }
}

function noteUnanswered(
  unanswered: Map<string, string[]>,
  { containerId, computerId }: Pick<Wake, 'containerId' | 'computerId'>,
): void {
  if (containerId === undefined) return;
  unanswered.set(containerId, [...(unanswered.get(containerId) ?? []), computerId]);
}

const byId = <Entity extends { id: string }>(entities: readonly Entity[]) =>
  new Map(entities.map((one) => [one.id, one]));
