import type { Store } from '#store/contract/store.ts';
import type { RefusalNotes } from './agent-gateway/refusal-notes.ts';
import type { AgentSessions } from './agent-sessions.ts';
import type { Announcer } from './announcer.ts';
import type { Calendar } from './calendar.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { Clock } from './clock.ts';
import type { ContainerCounts } from './container-counts.ts';
import type { ContentStore } from './content/content-store.ts';
import type { OpenUploads } from './content/open-uploads.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { DownloadSlots } from './download-slots.ts';
import type { BulkRuns } from './bulk/bulk-runs.ts';
import type { EndedHours } from './ended-hours.ts';
import type { Fleet } from './fleet/fleet.ts';
import type { DriftWatch } from './drift-watch.ts';
import type { Failures } from './failures.ts';
import type { HubKey } from './hub-key.ts';
import type { KnownContainers } from './known-containers.ts';
import type { JobChanges } from './job-changes.ts';
import type { Log } from './log.ts';
import type { OutputRecorder } from './output-recorder.ts';
import type { CompletionWatch } from './power/completion-watch.ts';
import type { Completions } from './power/completions.ts';
import type { PowerChanges } from './power/power-changes.ts';
import type { PowerOrders } from './power/power-orders.ts';
import type { OverviewNews } from './overview-news.ts';
import type { Pulse } from './pulse.ts';
import type { HeldContents } from './pre-stage/held-contents.ts';
import type { PreStaging } from './pre-stage/pre-staging.ts';
import type { StagedCounts } from './pre-stage/staged-counts.ts';
import type { RecentPlans } from './planning/recent-plans.ts';
import type { SerialQueue } from './serial-queue.ts';
import type { SettingsKeeper } from './settings-keeper.ts';
import type { SystemStatus } from './system/system-status.ts';
import type { SignInThrottle } from './sign-in-throttle.ts';
import type { Timeline } from './timeline/timeline.ts';
import type { UsualDurations } from './usual-durations.ts';
import type { WakeNetwork } from './wake/wake-network.ts';
import type { WakePeers } from './wake/wake-peers.ts';
import type { Wakes } from './wake/wakes.ts';

/** Everything commands, queries and gateways work with. Built once, in `open-hub`. */
export interface HubContext {
  version: string;
  startedAt: Date;
  /** IANA: the zone in which time frames are meant. */
  timeZone: string;
  /** What admins may change while the hub runs. */
  settings: SettingsKeeper;
  store: Store;
  clock: Clock;
  log: Log;
  key: HubKey;
  content: ContentStore;
  /** Uploads that can be taken up again. */
  uploads: OpenUploads;
  feed: ChangeFeed;
  sessions: AgentSessions;
  announcer: Announcer;
  /** All computers in memory, for lists. */
  fleet: Fleet;
  /** What is being done to many computers. */
  bulk: BulkRuns;
  counts: ContainerCounts;
  /** What lists know of all containers. */
  knownContainers: KnownContainers;
  /** What ended within the hours that are not written yet. */
  endedHours: EndedHours;
  /** What failed alike. */
  failures: Failures;
  changes: JobChanges;
  power: PowerChanges;
  powerOrders: PowerOrders;
  /** Shutdowns of computers that were woken and are done. */
  completions: Completions;
  completionWatch: CompletionWatch;
  output: OutputRecorder;
  dispatcher: Dispatcher;
  /** Who downloads from the hub, and who waits to. */
  downloads: DownloadSlots;
  /** What of the content computers have already. */
  heldContents: HeldContents;
  /** Brings content to computers before their jobs may begin. */
  preStaging: PreStaging;
  /** On how many computers of a container its content is. */
  staged: StagedCounts;
  calendar: Calendar;
  /** What the inventory says of each installation. */
  drift: DriftWatch;
  /** What happens on computers. */
  timeline: Timeline;
  usualDurations: UsualDurations;
  wakes: Wakes;
  /** Who can send a magic packet for a neighbour. */
  peers: WakePeers;
  /** Interfaces of the hub by which magic packets leave. */
  wakeNetwork: WakeNetwork;
  /** Packages take and let go of content one by one: see `commands/packages`. */
  contentUse: SerialQueue;
  /** Hashes of content that may be used by nothing: see `content-use`. */
  toBeFreed: Set<string>;
  recentPlans: RecentPlans;
  throttle: SignInThrottle;
  refusals: RefusalNotes;
  system: SystemStatus;
  /** What jobs did within the last hour. */
  pulse: Pulse;
  overview: OverviewNews;
  /** Aborted when the hub begins to stop: what would take long ends at its next pause, and goes on after the next start. */
  stopping: AbortController;
  /** Sign-ins that have just been ended: their console sockets are closed. */
  ended: SessionEnds;
}

/** Tells the console gateway which sign-ins have ended. */
export class SessionEnds {
  #listener: (sessionId: string) => void = () => undefined;
  onEnd(listener: (sessionId: string) => void): void {
    this.#listener = listener;
  }
  end(sessionId: string): void {
    this.#listener(sessionId);
  }
}
