import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { Server as SocketServer } from 'socket.io';
import { apiDocument, createApi } from '#api/create-api.ts';
import { metricsOf } from '#api/metrics.ts';
import { AgentGateway } from '#hub/agent-gateway/agent-gateway.ts';
import { SYSTEM } from '#hub/actor.ts';
import { clientAddressReader } from '#hub/client-address.ts';
import { UNKNOWN_AFTER_START_MINUTES } from '#domain/presence.ts';
import type { Clock } from '#hub/clock.ts';
import { ConsoleGateway } from '#hub/console-gateway.ts';
import type { Hub } from '#hub/hub.ts';
import type { Log } from '#hub/log.ts';
import type { WakeNetwork } from '#hub/wake/wake-network.ts';
import { recover } from '#hub/recover.ts';
import { keepExpiringUploads } from '#hub/content-use.ts';
import { RunRecorder } from '#hub/run-recorder.ts';
import { countMessages } from '#hub/system/message-counts.ts';
import { Scheduler } from '#hub/scheduler/scheduler.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Config } from './config.ts';
import type { Releases } from './releases.ts';
import { openHubOnStore, type OpenHubOnStore } from './open-hub-on-store.ts';
import { FORWARDED, type ConsoleHandler } from './http/console-handler.ts';
import { originReader } from '#hub/origin.ts';
import { cookieOf, SESSION_COOKIE } from '#hub/session-cookie.ts';

/** Where the console's server side finds the running hub: its bundle has modules of its own, but the same global. */
const HUB_SLOT = Symbol.for('reveille.hub');
/** And what the API says of itself. */
const API_SLOT = Symbol.for('reveille.api');

/** Milliseconds each part may take to stop. All together stay below the ten seconds a service manager gives. */
const DEADLINES = {
  workers: 1_500,
  console: 500,
  consoles: 500,
  agents: 2_500,
  http: 1_000,
  run: 500,
  uploads: 500,
  hub: 3_000,
};

export interface ServeParts {
  config: Config;
  clock: Clock;
  log: Log;
  /** Takes every release, in the order of acquisition. */
  releases: Releases;
  openConsole: (http: Server) => Promise<ConsoleHandler>;
  /** Vite's own socket shares the port in development. */
  sharesUpgrades?: boolean;
  /** Whether the workers look for what time has made due. */
  workers?: boolean;
  /** By which magic packets leave; tests listen here. */
  wakeNetwork?: WakeNetwork;
}

export interface Serving extends OpenHubOnStore {
  /** Where it listens, for example `http://127.0.0.1:4680`. */
  address: string;
}

/** Brings up the whole hub, in this order: database and content, what was left half done, HTTP, sockets, console. */
export async function serve(parts: ServeParts): Promise<Serving> {
  const { config, clock, log, releases } = parts;
  const open = await openHubOnStore(parts);
  const { hub, context, databaseUri } = open;
  releases.push('hub', DEADLINES.hub, open.close);
  const run = await RunRecorder.begin(context);
  releases.push('run', DEADLINES.run, () => run.stop());
  await recover(context);
  releases.push('uploads', DEADLINES.uploads, keepExpiringUploads(context));
  context.fleet.begin();
  await createFirstUser(hub, config);

  const addressOf = clientAddressReader(config.TRUSTED_PROXIES);
  const originOf = originReader({ configured: config.ORIGIN, addressOf });

  // A request's head must arrive soon; its body may be a package of gigabytes and take as long as it takes.
  const http = createServer({ headersTimeout: 20_000, requestTimeout: 0, keepAliveTimeout: 20_000 });
  const sockets = new SocketServer(http, {
    serveClient: false,
    transports: ['websocket'],
    maxHttpBufferSize: LIMITS.messageBytes,
    pingInterval: 15_000,
    pingTimeout: 10_000,
    perMessageDeflate: false,
    destroyUpgrade: parts.sharesUpgrades !== true,
  });
  releases.push('http', DEADLINES.http, () => {
    http.closeAllConnections();
    return sockets.close();
  });

  context.system.countMessagesWith(countMessages(sockets));
  const agents = new AgentGateway({
    context,
    sockets,
    addressOf: (socket) => addressOf(socket.request),
    plainHttpAllowed: config.ALLOW_PLAIN_HTTP,
  });
  releases.push('agents', DEADLINES.agents, () => agents.stop());
  const consoles = new ConsoleGateway({
    context,
    sockets,
    identities: hub.identities,
    queries: hub.queries,
    sessionOf: (request) => cookieOf(request, SESSION_COOKIE),
    isOwnOrigin: (request) => request.headers.origin === originOf(request),
    addressOf: (socket) => addressOf(socket.request),
  });
  releases.push('consoles', DEADLINES.consoles, () => consoles.stop());

  const api = createApi({
    hub,
    log,
    uploadLimitBytes: config.UPLOAD_LIMIT_BYTES,
    addressOf: (request) => addressOf(request).address,
    originOf,
    metrics: metricsOf({
      hub,
      access: { token: config.METRICS_TOKEN, loopback: config.METRICS_LOOPBACK },
      isLoopback: (request) => addressOf(request).loopback,
    }),
  });
  Object.assign(globalThis, { [HUB_SLOT]: hub, [API_SLOT]: apiDocument });
  const pages = await parts.openConsole(http);
  releases.push('console', DEADLINES.console, () => pages.close());

  http.on('request', (request, response) => {
    if (request.url?.startsWith('/socket.io/')) return;
    void api(request, response).then((answered) => {
      if (answered) return;
      const origin = new URL(originOf(request));
      request.headers[FORWARDED.PROTOCOL_HEADER] = origin.protocol.slice(0, -1);
      request.headers[FORWARDED.HOST_HEADER] = origin.host;
      request.headers[FORWARDED.ADDRESS_HEADER] = addressOf(request).address;
      pages.handle(request, response, () => response.writeHead(404).end());
    });
  });

  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(config.PORT, config.HOST, resolve);
  });
  await context.calendar.begin();
  // Until then a computer that has not come back is neither online nor offline; from then on consoles see which.
  const settled = clock.after(UNKNOWN_AFTER_START_MINUTES * 60_000, () => context.feed.startAfresh());
  releases.push('presence', DEADLINES.consoles, settled);
  if (parts.workers === true) {
    const scheduler = new Scheduler({ context, databaseUri, cacheDirectory: join(config.DATA_DIR, 'cache') });
    releases.push('workers', DEADLINES.workers, () => scheduler.stop());
    scheduler.start();
  }
  const bound = http.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : config.PORT;
  const address = `http://${config.HOST.includes(':') ? `[${config.HOST}]` : config.HOST}:${port}`;
  const milliseconds = Math.round(performance.now());
  log.info({ address: config.ORIGIN ?? address, version: hub.version, milliseconds }, 'the hub is ready');
  return { ...open, address };
}

/** The very first start makes the user `admin`. A password nobody chose is printed once, and nowhere kept. */
async function createFirstUser(hub: Hub, config: Config): Promise<void> {
  const users = await hub.queries.users(SYSTEM);
  if (users.length > 0) return;
  const password = config.ADMIN_PASSWORD ?? randomBytes(12).toString('base64url');
  await hub.commands.createUser(SYSTEM, { name: 'admin', password, role: 'admin' });
  if (config.ADMIN_PASSWORD === undefined)
    console.log(`First start. Sign in as admin with the password ${password}`);
}
