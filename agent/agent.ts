import { randomUUID } from 'node:crypto';
import type { Hello, Welcome } from '#protocol/agent.ts';
import type { Order, OrderAnswer } from '#protocol/orders.ts';
import packageJson from '#package.json' with { type: 'json' };
import { AwakeWatch } from './awake.ts';
import { readBootId } from './boot.ts';
import { type Clock, systemClock } from './clock.ts';
import { type AgentOptions, checkTransport, readConfig } from './config.ts';
import { ContentReports } from './content-reports.ts';
import { contentAuthorization, contentUrl, preStageAuthorization } from './content-source.ts';
import { openDatabase } from './database.ts';
import { deliver } from './delivery.ts';
import { ContentCache } from './executors/cache.ts';
import { makeFolders, removeLeftovers } from './executors/folders.ts';
import { PowerExecutor } from './executors/power.ts';
import { PowerSystem } from './executors/power-system.ts';
import { wakeNeighbour } from './executors/wake.ts';
import { HubTime } from './hub-time.ts';
import { establishIdentity, saveIdentity } from './identity.ts';
import { inventoryReader } from './inventory/reader.ts';
import { InventoryReporter } from './inventory/reporter.ts';
import { Journal } from './journal.ts';
import { KeptContent } from './kept-content.ts';
import { HubLink, type LinkEnd } from './link.ts';
import { createLog, type Log } from './log.ts';
import { Notice } from './notice.ts';
import { Outbox } from './outbox.ts';
import { OutputSpool } from './output-spool.ts';
import { PowerReports } from './power-reports.ts';
import { PreStager } from './pre-stager.ts';
import { Runner } from './runner.ts';

/** How long a procedure that runs may still take when the agent is asked to stop. */
const STOP_PATIENCE_MILLISECONDS = 10_000;
const INVENTORY_STOP_MILLISECONDS = 2000;
const SPOOL_LIMIT_BYTES = 256 * 1024 * 1024;

export interface StartOptions extends AgentOptions {
  log?: Log;
  clock?: Clock;
  /** Unacknowledged output above which procedures are made to wait; default 256 MiB. */
  spoolLimitBytes?: number;
}

/** `fault`: the agent cannot go on, its journal could not be written. `restart`: the hub wants it to start anew. */
export type AgentEnd = LinkEnd | { kind: 'fault'; fault: unknown } | { kind: 'restart' };

export interface RunningAgent {
  /** Resolves when the agent has ended by itself or was stopped. */
  ended: Promise<AgentEnd>;
  /**
   * Disconnects, gives a running procedure 10 s to end, then leaves it alone (the next start reports it as
   * interrupted) and releases the data folder.
   */
  stop(): Promise<void>;
  /** Stops the tree of the procedure that runs: it is reported as interrupted. */
  stopProcedure(): void;
}

/**
 * Starts an agent. It is connected some time later: the hub may be away for as long as it likes.
 * @throws Refusal when the options are wrong, the agent is not enrolled, or another one runs on its folder.
 */
export async function startAgent({
  log = createLog('info'),
  clock = systemClock,
  ...options
}: StartOptions): Promise<RunningAgent> {
  const config = readConfig(options);
  const belonging = establishIdentity(config, log);
  let identity = belonging.identity;
  checkTransport(identity.hubUrl, config.allowPlainHttp);
  const bootId = readBootId(clock.now());
  const database = openDatabase(config.data);

  const changed = new Notice();
  const spool = new OutputSpool(database, changed);
  const outbox = new Outbox(database, changed);
  const journal = new Journal({ database, outbox, clock, bootId });
  const folders = makeFolders(config.data);
  const kept = new KeptContent(database);
  const cache = new ContentCache(folders.cache, { clock, kept: () => kept.all() });
  const contentReports = new ContentReports({ cache, clock, log });
  const inventory = new InventoryReporter({ reader: inventoryReader(clock), clock, log });
  const hubTime = new HubTime(clock);
  const ended = Promise.withResolvers<AgentEnd>();
  const fault = (cause: unknown) => {
    log.fatal({ err: cause }, 'the agent cannot go on');
    ended.resolve({ kind: 'fault', fault: cause });
  };

  const runner = new Runner({
    journal,
    outbox,
    spool,
    changed,
    clock,
    log,
    folders,
    cache,
    fault,
    spoolLimitBytes: options.spoolLimitBytes ?? SPOOL_LIMIT_BYTES,
    content: {
      url: (sha256) => contentUrl(identity.hubUrl, sha256),
      authorization: (order) => contentAuthorization(order, { privateKey: identity.privateKey, hubTime }),
      hubReachable: (signal) => link.whenReady(signal),
      progress: ({ jobId, attempt, content }, receivedBytes) => {
        const progress = { jobId, attempt, receivedBytes, totalBytes: content?.bytes ?? receivedBytes };
        // Lost with the connection: the next one tells more.
        link.connection?.request('progress', progress).catch(() => undefined);
      },
      standAside: () => preStager.standAside(),
    },
    attemptEnded: () => {
      inventory.softwareMayHaveChanged();
      contentReports.mayHaveChanged();
    },
  });
  const preStager = new PreStager({
    cache,
    kept,
    reports: contentReports,
    clock,
    log,
    isBusy: () => journal.held() !== undefined,
    hubNow: () => hubTime.now(),
    content: {
      url: (sha256) => contentUrl(identity.hubUrl, sha256),
      authorization: (order) => preStageAuthorization(order, { privateKey: identity.privateKey, hubTime }),
      hubReachable: (signal) => link.whenReady(signal),
    },
  });

  const reports = new PowerReports({ clock, log });
  const power = new PowerExecutor({
    system: new PowerSystem({ setting: config.power, dataFolder: config.data, clock, log }),
    clock,
    log,
    reports,
    agent: {
      whenQuiet: () => runner.whenNoProcedureRuns(),
      standStill: () => runner.stop(STOP_PATIENCE_MILLISECONDS),
      restart: () => ended.resolve({ kind: 'restart' }),
    },
  });
  const awake = new AwakeWatch({ clock });
  const processId = randomUUID();
  const hello = (): Hello => ({
    agentVersion: packageJson.version,
    bootId,
    processId,
    ...awake.look(),
    attempts: runner.knownAttempts(),
    contents: contentReports.forHello(),
  });
  const welcomed = (welcome: Welcome) => {
    if (welcome.keep !== undefined) kept.replace(welcome.keep);
    for (const key of welcome.drop) runner.drop(key);
    for (const key of welcome.cancel) runner.cancel(key);
    runner.start();
  };
  const belongs = (computerId: string) => {
    if (identity.computerId === undefined) log.info({ computerId, hub: identity.hubUrl }, 'enrolled');
    identity = { ...identity, computerId };
    saveIdentity(config.data, identity);
  };
  const carryOut = (order: Order): OrderAnswer | Promise<OrderAnswer> => {
    switch (order.purpose) {
      case 'job':
        return runner.offer(order);
      case 'cancel':
        return runner.cancel({ jobId: order.jobId, attempt: order.attempt });
      case 'withdraw':
        return runner.withdraw({ jobId: order.jobId, attempt: order.attempt });
      case 'power':
        return power.take(order);
      case 'callOff':
        return power.callOff(order);
      case 'wake':
        return wakeNeighbour(order, { clock });
      case 'message':
        return power.message(order);
      case 'preStage':
        return preStager.take(order);
      case 'inventory':
        inventory.tellAll();
        return { answer: 'accepted' };
    }
  };
  const link: HubLink = new HubLink({
    clock,
    log,
    isEnrolled: () => identity.computerId !== undefined,
    session: () => ({
      identity,
      token: belonging.token,
      hubTime,
      log,
      hello,
      belongs,
      welcomed,
      carryOut,
      answered: () => {
        runner.start();
        power.begin();
        preStager.begin();
      },
      fault,
    }),
    ready: async (connection, welcome, signal) => {
      log.info({ hub: identity.hubUrl, hubVersion: welcome.hubVersion }, 'ready');
      inventory.connected(welcome.inventory, (report) => connection.request('inventory', report));
      signal.addEventListener('abort', () => inventory.disconnected(), { once: true });
      // The hub has forgotten its order by then.
      signal.addEventListener('abort', () => void preStager.standAside(), { once: true });
      await Promise.all([
        deliver(connection, { outbox, spool, changed, clock, log }, signal),
        reports.send(connection, signal),
        // An older hub does not ask for it.
        ...(welcome.keep === undefined ? [] : [contentReports.send(connection, signal)]),
      ]);
    },
  });

  await removeLeftovers(folders, journal.held()?.key);
  const running = link.run();
  running.then(ended.resolve, fault);
  let stopping: Promise<void> | undefined;
  const release = async () => {
    link.stop();
    awake.stop();
    power.stop();
    await running.catch(() => undefined);
    await preStager.standAside();
    await runner.stop(STOP_PATIENCE_MILLISECONDS);
    await Promise.race([inventory.stop(), clock.sleep(INVENTORY_STOP_MILLISECONDS)]);
    database.close();
    ended.resolve({ kind: 'stopped' });
  };
  return {
    ended: ended.promise,
    stop: () => (stopping ??= release()),
    stopProcedure: () => runner.stopProcedure(),
  };
}
