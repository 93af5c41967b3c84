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
import { openContentStore } from './content/content-store.ts';
import { Dispatcher } from './dispatcher.ts';
import { SessionEnds, type HubContext } from './hub-context.ts';
import { loadHubKey } from './hub-key.ts';
import type { Hub } from './hub.ts';
import { bindIdentities } from './identities.ts';
import { JobChanges } from './job-changes.ts';
import type { Log } from './log.ts';
import { OutputRecorder } from './output-recorder.ts';
import { isOutgrown } from './outgrown.ts';
import { RecentPlans } from './planning/recent-plans.ts';
import { bindQueries } from './queries/index.ts';
import { SerialQueue } from './serial-queue.ts';
import { SignInThrottle } from './sign-in-throttle.ts';

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
  clock: Clock;
  log: Log;
}

export async function openHub({ config, store, clock, log, embedded }: HubParts): Promise<OpenHub> {
  const key = await loadHubKey(config.DATA_DIR);
  const content = await openContentStore({
    directory: join(config.DATA_DIR, 'content'),
    maximumBytes: config.UPLOAD_LIMIT_BYTES,
  });
  const context = assemble({ store, content, key, clock, log, timeZone: config.TIME_ZONE });
  const { counts, dispatcher, calendar } = context;
  let stopping = false;
  const hub: Hub = {
    version: context.version,
    commands: bindCommands(context),
    queries: bindQueries(context),
    identities: bindIdentities(context),
    content,
    fingerprint: key.fingerprint,
    plainHttpAllowed: config.ALLOW_PLAIN_HTTP,
    storeOutgrown: () => isOutgrown({ store, embedded }),
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
      await calendar.stop();
      await dispatcher.stop();
      await counts.stop();
      await content.close();
      await store.close();
    },
  };
}

function assemble(
  parts: Pick<HubContext, 'store' | 'content' | 'key' | 'clock' | 'log' | 'timeZone'>,
): HubContext {
  const { store, clock, log, timeZone } = parts;
  const startedAt = clock.now();
  const feed = new ChangeFeed(clock);
  const sessions = new AgentSessions();
  const announcer = new Announcer({ store, feed, sessions, clock, startedAt, timeZone });
  const counts = new ContainerCounts({ store, announcer, clock, log });
  const context: HubContext = {
    ...parts,
    version: packageJson.version,
    startedAt,
    feed,
    sessions,
    announcer,
    counts,
    changes: new JobChanges({ store, announcer, counts }),
    output: new OutputRecorder({ store, announcer, clock }),
    dispatcher: new Dispatcher(() => context),
    calendar: new Calendar(() => context),
    recentPlans: new RecentPlans(),
    throttle: new SignInThrottle(),
    contentUse: new SerialQueue(CONTENT_CHANGES_WAITING),
    refusals: new RefusalNotes(),
    ended: new SessionEnds(),
  };
  return context;
}
