import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { Server as SocketServer } from 'socket.io';
import { createApi } from '#api/create-api.ts';
import { AgentGateway } from '#hub/agent-gateway/agent-gateway.ts';
import { SYSTEM } from '#hub/actor.ts';
import { clientAddressReader } from '#hub/client-address.ts';
import { systemClock } from '#hub/clock.ts';
import { ConsoleGateway } from '#hub/console-gateway.ts';
import type { Hub } from '#hub/hub.ts';
import { coerceError, createLog, type Log } from '#hub/log.ts';
import { openHub, recover } from '#hub/open-hub.ts';
import { LIMITS } from '#protocol/limits.ts';
import { readConfig, ConfigError, type Config } from './config.ts';
import { builtConsole, developmentConsole, FORWARDED } from './http/console-handler.ts';
import { originReader } from './http/origin.ts';
import { cookieOf, SESSION_COOKIE } from './http/session-cookie.ts';
import { Releases } from './releases.ts';

/** Where the console's server side finds the running hub: its bundle has modules of its own, but the same global. */
const HUB_SLOT = Symbol.for('reveille.hub');

/** All releases together stay below the ten seconds that a service manager gives. */
const DEADLINES = { console: 1_000, sockets: 1_000, agents: 3_000, http: 1_000, hub: 3_500 };

async function start(
  config: Config,
  options: { development: boolean; log: Log; releases: Releases },
): Promise<void> {
  const { development, log, releases } = options;
  const clock = systemClock;

  const { hub, context, close } = await openHub({ config, clock, log });
  releases.push('hub', DEADLINES.hub, close);
  await recover(context);
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
    // Vite's own socket shares the port in development.
    destroyUpgrade: !development,
  });
  releases.push('http', DEADLINES.http, () => {
    http.closeAllConnections();
    return sockets.close();
  });

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
  releases.push('consoles', DEADLINES.sockets, () => consoles.stop());

  const api = createApi({
    hub,
    log,
    uploadLimitBytes: config.UPLOAD_LIMIT_BYTES,
    addressOf: (request) => addressOf(request).address,
    originOf,
  });
  Object.assign(globalThis, { [HUB_SLOT]: hub });
  const pages = development ? await developmentConsole(http) : await builtConsole();
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
  await context.dispatcher.watchDates();
  const bound = http.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : config.PORT;
  log.info(
    { address: config.ORIGIN ?? `http://${config.HOST}:${port}`, version: hub.version },
    'the hub is ready',
  );
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

function readConfigOrExit(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const line of error.lines) console.error(line);
    process.exit(2);
  }
}

const config = readConfigOrExit();
const log = createLog({ level: config.LOG_LEVEL, pretty: process.stdout.isTTY });
const releases = new Releases((name, problem) => log.error({ name, problem }, 'a part did not stop cleanly'));

let stopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, 'the hub stops; the same signal again ends it at once');
    void releases.releaseAll().then(() => process.exit(0));
  });
}
process.on('uncaughtException', (error) => {
  log.fatal({ err: error }, 'an error nobody handled; the hub stops');
  process.exitCode = 1;
  void releases.releaseAll().then(() => process.exit(1));
});

try {
  await start(config, { development: process.argv.includes('--dev'), log, releases });
} catch (error) {
  const { message } = coerceError(error);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    console.error(`Port ${config.PORT} is in use: stop what runs there, or set PORT.`);
  else log.fatal({ err: coerceError(error) }, message);
  await releases.releaseAll();
  process.exit(1);
}
