import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Actor } from '#domain/entities.ts';
import { systemClock, type Clock } from '#hub/clock.ts';
import { createLog } from '#hub/log.ts';
import type { WakeNetwork } from '#hub/wake/wake-network.ts';
import type { CreatedEnrolmentToken } from '#protocol/views/administration.ts';
import type { JobView } from '#protocol/views/container.ts';
import { readConfig } from '#config.ts';
import { serve, type ServeParts, type Serving } from '#serve.ts';
import { Releases } from '#releases.ts';
import { watchJob } from './watch-job.ts';
import { freshDatabase } from './fresh-database.ts';

export const ADMIN: Actor = {
  kind: 'user',
  id: 'f'.repeat(24),
  name: 'admin',
  role: 'admin',
  address: '127.0.0.1',
};
export const ADMIN_PASSWORD = 'correct horse battery';

/** Its `databaseUri` is for another hub on the same database. */
export interface TestHub extends Serving {
  dataDirectory: string;
  /** A token for `uses` computers. */
  enrolmentToken(uses?: number): Promise<CreatedEnrolmentToken>;
  /** Waits until a job is as expected, told by the hub's own change feed. @returns its view */
  settled(jobId: string, fits: (job: JobView) => boolean): Promise<JobView>;
  /** Stops gracefully, as SIGTERM does, and keeps database and data folder. */
  stop(): Promise<void>;
  /** Stops and removes everything. */
  dispose(): Promise<void>;
}

const noConsole: ServeParts['openConsole'] = () =>
  Promise.resolve({
    handle: (_request, response) => response.writeHead(404).end(),
    close: () => Promise.resolve(),
  });

/**
 * Starts a real hub in this process, on a free port, with a fresh database and data folder. No console pages, unless
 * it is told which.
 */
export async function startTestHub(
  options: {
    clock?: Clock;
    /** By which magic packets leave. */
    wakeNetwork?: WakeNetwork;
    environment?: Record<string, string>;
    workers?: boolean;
    /** The console's pages; without them everything else is there. */
    openConsole?: ServeParts['openConsole'];
    /** On the embedded store that a hub brings itself, not on the database of the test run. */
    ownStore?: boolean;
  } = {},
): Promise<TestHub> {
  const database = options.ownStore === true ? undefined : freshDatabase();
  const dataDirectory = await mkdtemp(join(tmpdir(), 'reveille-hub-'));
  const releases = new Releases(() => undefined);
  const config = readConfig({
    PORT: '0',
    HOST: '127.0.0.1',
    DATA_DIR: dataDirectory,
    MONGODB_URI: database?.uri ?? '',
    ADMIN_PASSWORD,
    LOG_LEVEL: process.env['REVEILLE_TEST_LOG'] ?? 'silent',
    ...options.environment,
  });
  const serving = await serve({
    config,
    clock: options.clock ?? systemClock,
    log: createLog({ level: config.LOG_LEVEL, pretty: false }),
    releases,
    ...(options.wakeNetwork === undefined ? {} : { wakeNetwork: options.wakeNetwork }),
    openConsole: options.openConsole ?? noConsole,
    workers: options.workers ?? false,
  });
  const stop = () => releases.releaseAll();
  return {
    ...serving,
    dataDirectory,
    enrolmentToken: (uses = 1) =>
      serving.hub.commands.createEnrolmentToken(ADMIN, { name: 'test', maxUses: uses }),
    async settled(jobId, fits) {
      const { containerId } = await serving.hub.queries.job(ADMIN, jobId);
      return watchJob(serving, { jobId, topic: `container:${containerId}`, fits });
    },
    stop,
    async dispose() {
      await stop();
      await database?.drop();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}
