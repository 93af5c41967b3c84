import { join } from 'node:path';
import type { Store } from '#store/contract/store.ts';
import type { Config } from '#config.ts';
import packageJson from '#package.json' with { type: 'json' };
import { RefusalNotes } from './agent-gateway/refusal-notes.ts';
import { AgentSessions } from './agent-sessions.ts';
import { Announcer } from './announcer.ts';
import { ChangeFeed } from './change-feed.ts';
import { Calendar } from './calendar.ts';
import type { Clock } from './clock.ts';
import { bindCommands } from './commands/index.ts';
import { ContainerCounts } from './container-counts.ts';
import { OPEN_UPLOADS_FOLDER, openContentStore } from './content/content-store.ts';
import { OpenUploads } from './content/open-uploads.ts';
import { DriftWatch } from './drift-watch.ts';
import { BulkRuns } from './bulk/bulk-runs.ts';
import { EndedHours } from './ended-hours.ts';
import { Fleet } from './fleet/fleet.ts';
import { Dispatcher } from './dispatcher.ts';
import { DownloadSlots } from './download-slots.ts';
import { Failures } from './failures.ts';
import { SessionEnds, type HubContext } from './hub-context.ts';
import { loadHubKey } from './hub-key.ts';
import type { Hub } from './hub.ts';
import { bindIdentities } from './identities.ts';
import { JobChanges } from './job-changes.ts';
import { KnownContainers } from './known-containers.ts';
import type { Log } from './log.ts';
import { bindOnceOnly } from './once-only.ts';
import { OutputRecorder } from './output-recorder.ts';
import { isOutgrown } from './outgrown.ts';
import { CompletionWatch } from './power/completion-watch.ts';
import { Completions } from './power/completions.ts';
import { OverviewNews } from './overview-news.ts';
import { Pulse } from './pulse.ts';
import { PowerChanges } from './power/power-changes.ts';
import { PowerOrders } from './power/power-orders.ts';
import { HeldContents } from './pre-stage/held-contents.ts';
import { PreStaging } from './pre-stage/pre-staging.ts';
import { StagedCounts } from './pre-stage/staged-counts.ts';
import { RecentPlans } from './planning/recent-plans.ts';
import { bindQueries } from './queries/index.ts';
import { SerialQueue } from './serial-queue.ts';
import { givenSettings, SettingsKeeper } from './settings-keeper.ts';
import { SignInThrottle } from './sign-in-throttle.ts';
import { SystemStatus } from './system/system-status.ts';
import type { StoreFiles } from './system/system-facts.ts';
import { Timeline } from './timeline/timeline.ts';
import { UsualDurations } from './usual-durations.ts';
import { udpNetwork, type WakeNetwork } from './wake/wake-network.ts';
import { WakePeers } from './wake/wake-peers.ts';
import { Wakes } from './wake/wakes.ts';

/** Packages that may wait at once to take or let go of their content. */
const CONTENT_CHANGES_WAITING = 1_000;

/** The hub without its sockets: what the command line needs, and what the server builds upon. */
export interface OpenHub {
  hub: Hub;
  context: HubContext;
  /** Ends what runs in the background, then lets go of content and database. */
  close(): Promise<void>;
}

export interface HubParts {
  config: Config;
  /** Taken over: closed with the hub. */
  store: Store;
  /** Whether the store is the embedded one: right for a start, not for thousands of computers. */
  embedded: boolean;
  /** What the embedded store's files tell, in the process that runs it. */
  storeFiles?: StoreFiles;
  clock: Clock;
  log: Log;
  /** Whether another hub has this store open, and writes to it. */
  beside?: boolean;
  /** By which magic packets leave. Default: the interfaces of this machine. */
  wakeNetwork?: WakeNetwork;
}

export async function openHub(parts: HubParts): Promise<OpenHub> {
  const { config, clock, log, embedded, wakeNetwork = udpNetwork() } = parts;
  const isAlone = parts.beside !== true;
  const knownContainers = new KnownContainers(parts.store.containers, { isAlone });
  const endedHours = new EndedHours(parts.store, { isAlone });
  const store: Store = { ...parts.store, containers: knownContainers.store, ...endedHours.store };
  const key = await loadHubKey(config.DATA_DIR);
  const content = await openContentStore({
    directory: join(config.DATA_DIR, 'content'),
    maximumBytes: config.UPLOAD_LIMIT_BYTES,
  });
  const settings = await SettingsKeeper.load({ store: store.settings, given: givenSettings(config), log });
  const context = assemble(
    {
      store,
      knownContainers,
      endedHours,
      settings,
      content,
      key,
      clock,
      log,
      timeZone: config.TIME_ZONE,
      wakeNetwork,
    },
    {
      embedded,
      storeFiles: parts.storeFiles,
      dataDirectory: config.DATA_DIR,
      uploadLimitBytes: config.UPLOAD_LIMIT_BYTES,
    },
  );
  const { counts, staged, dispatcher, preStaging, calendar, wakes } = context;
  let stopping = false;
  const hub: Hub = {
    version: context.version,
    commands: bindCommands(context),
    queries: bindQueries(context),
    identities: bindIdentities(context),
    onceOnly: bindOnceOnly(context),
    content,
    fingerprint: key.fingerprint,
    timeZone: config.TIME_ZONE,
    plainHttpAllowed: config.ALLOW_PLAIN_HTTP,
    storeOutgrown: () => isOutgrown({ store, embedded }),
    awaitsFirstSignIn: () => awaitsFirstSignIn(store),
    async health() {
      if (stopping) return { ready: false, reasons: ['the hub is stopping'] };
      const answers = await store.ping();
      return answers
        ? { ready: true, reasons: [] }
        : { ready: false, reasons: ['the database does not answer'] };
    },
  };
  return {
    hub,
    context,
    async close() {
      stopping = true;
      context.stopping.abort();
      await context.system.stop();
      context.overview.stop();
      await context.bulk.stop();
      await calendar.stop();
      await wakes.stop();
      await context.completionWatch.stop();
      await dispatcher.stop();
      await preStaging.stop();
      await context.drift.drained();
      await counts.stop();
      await context.fleet.stop();
      await staged.stop();
      await context.timeline.stop();
      await context.uploads.close();
      await content.close();
      await store.close();
    },
  };
}

/** As at the very first start: there is one user, who was never here. */
async function awaitsFirstSignIn({ access }: Store): Promise<boolean> {
  if ((await access.countUsers()) !== 1) return false;
  const [only] = await access.listUsers();
  return only?.lastSignInAt === undefined;
}

/** Where the hub's memory lies. */
interface Place {
  embedded: boolean;
  storeFiles: StoreFiles | undefined;
  dataDirectory: string;
}

function assemble(
  parts: Pick<
    HubContext,
    | 'store'
    | 'knownContainers'
    | 'endedHours'
    | 'settings'
    | 'content'
    | 'key'
    | 'clock'
    | 'log'
    | 'timeZone'
    | 'wakeNetwork'
  >,
  { uploadLimitBytes, ...place }: Place & { uploadLimitBytes: number },
): HubContext {
  const { store, clock, log, timeZone } = parts;
  const { version } = packageJson;
  const startedAt = clock.now();
  const feed = new ChangeFeed(clock);
  const sessions = new AgentSessions();
  const usualDurations = new UsualDurations({ store, clock });
  const announcer = new Announcer({
    store,
    feed,
    sessions,
    clock,
    startedAt,
    timeZone,
    downloads: () => context.downloads,
    moved: () => overview.moved(),
    wakes: () => context.wakes,
    fleet: () => context.fleet,
    preStaging: () => context.preStaging,
    usualDurations,
  });
  const overview = new OverviewNews({ feed, clock });
  const pulse = new Pulse(clock);
  const staged = new StagedCounts(clock, () => context);
  const counts = new ContainerCounts({
    store,
    announcer,
    clock,
    log,
    changed: (containerId) => staged.touch(containerId),
  });
  const power = new PowerChanges(() => context);
  const downloads = new DownloadSlots({
    settings: parts.settings,
    roomMade: () => context.dispatcher.roomForDownloads(),
    heldBy: (computerId) => context.heldContents.of(computerId),
  });
  const contentUse = new SerialQueue(CONTENT_CHANGES_WAITING);
  const uploads = new OpenUploads({
    folder: join(place.dataDirectory, 'content', OPEN_UPLOADS_FOLDER),
    maximumBytes: uploadLimitBytes,
    clock,
    content: parts.content,
    contentUse,
  });
  const context: HubContext = {
    ...parts,
    version,
    startedAt,
    feed,
    sessions,
    announcer,
    fleet: new Fleet(() => context),
    bulk: new BulkRuns(() => context),
    counts,
    failures: new Failures({ store, clock }),
    changes: new JobChanges({
      store,
      announcer,
      counts,
      clock,
      power,
      downloads,
      pulse,
      look: (ids) => context.dispatcher.look(ids),
      recorded: (installation) => context.drift.recorded(installation),
    }),
    power,
    powerOrders: new PowerOrders(() => context),
    completions: new Completions(() => context),
    completionWatch: new CompletionWatch(() => context),
    output: new OutputRecorder({ store, announcer, clock }),
    downloads,
    dispatcher: new Dispatcher(() => context),
    heldContents: new HeldContents(() => context),
    preStaging: new PreStaging(() => context),
    staged,
    calendar: new Calendar(() => context),
    drift: new DriftWatch(() => context),
    timeline: new Timeline(() => context),
    usualDurations,
    wakes: new Wakes(() => context),
    peers: new WakePeers((computerId) => sessions.get(computerId) !== undefined),
    recentPlans: new RecentPlans(),
    pulse,
    overview,
    throttle: new SignInThrottle(),
    contentUse,
    toBeFreed: new Set(),
    uploads,
    refusals: new RefusalNotes(),
    system: new SystemStatus({
      version,
      startedAt,
      timeZone,
      store,
      sessions,
      feed,
      dispatcherBacklog: () => context.dispatcher.backlog,
      clock,
      log,
      ...place,
    }),
    stopping: new AbortController(),
    ended: new SessionEnds(),
  };
  return context;
}
