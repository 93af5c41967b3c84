import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Hub } from '#hub/hub.ts';
import type { Log } from '#hub/log.ts';
import { Refusal } from '#protocol/errors.ts';
import packageJson from '#package.json' with { type: 'json' };
import { agentContent } from './agent-content.ts';
import { actorOf } from './credentials.ts';
import { finish } from './finish-request.ts';
import { answerOnce } from './idempotency-key.ts';
import { jsonBody } from './json-body.ts';
import { type ApiDocument, documentOf } from './open-api/document.ts';
import type { Metrics } from './metrics.ts';
import { problem } from './problem.ts';
import { json, ok, type Reply } from './reply.ts';
import type { Route } from './route.ts';
import { RouteTable } from './route-table.ts';
import { administrationRoutes } from './routes/administration.ts';
import { bulkRoutes } from './routes/bulk.ts';
import { computerRoutes } from './routes/computers.ts';
import { containerRoutes } from './routes/containers.ts';
import { documentRoute } from './routes/document.ts';
import { filterRoutes } from './routes/filters.ts';
import { groupRoutes } from './routes/groups.ts';
import { installationRoutes } from './routes/installations.ts';
import { jobRoutes } from './routes/jobs.ts';
import { overviewRoutes } from './routes/overview.ts';
import { packageLifeRoutes } from './routes/package-life.ts';
import { packageRoutes } from './routes/packages.ts';
import { statisticsRoutes } from './routes/statistics.ts';
import { systemRoutes } from './routes/system.ts';
import { uploadRoutes } from './routes/uploads.ts';

export interface ApiSettings {
  hub: Hub;
  log: Pick<Log, 'error' | 'debug'>;
  /** Bytes of an upload. */
  uploadLimitBytes: number;
  /** The client's address, trusted proxies applied. */
  addressOf: (request: IncomingMessage) => string;
  /** The hub's own origin as browsers see it (`https://reveille.example.org`), for this request. */
  originOf: (request: IncomingMessage) => string;
  /** Absent: there is no `/metrics`. */
  metrics?: Metrics;
}

/** Answers what belongs to the API. @returns false, with nothing done, when the path is not the API's. */
export type Api = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

const PREFIX = '/api/v1/';

/** Every route, in the order in which they are compared. */
const apiRoutes: readonly Route[] = [
  // Before the computers by id: `bulk` is none.
  ...bulkRoutes,
  ...computerRoutes,
  ...packageRoutes,
  ...packageLifeRoutes,
  ...uploadRoutes,
  ...containerRoutes,
  ...groupRoutes,
  ...filterRoutes,
  ...installationRoutes,
  ...jobRoutes,
  ...administrationRoutes,
  ...systemRoutes,
  ...statisticsRoutes,
  ...overviewRoutes,
  documentRoute(() => apiDocument()),
];

/** What the API is (OpenAPI 3.1). Made once, when it is first asked for. */
export function apiDocument(): ApiDocument {
  made ??= documentOf(apiRoutes, packageJson.version);
  return made;
}
let made: ApiDocument | undefined;

/** Answered beside what stands below `/api/`. */
const BESIDE = new Set(['/healthz', '/readyz', '/metrics']);

/** REST under `/api/v1`, content for agents, `/healthz`, `/readyz` and `/metrics`. Never rejects. */
export function createApi(settings: ApiSettings): Api {
  const routes = new RouteTable(apiRoutes);
  return async (request, response) => {
    const path = pathOf(request);
    if (!BESIDE.has(path) && !path.startsWith('/api/')) return false;
    const reply = await answer({ settings, routes, request, path }).catch((error: unknown) =>
      refusalOf(error, settings, path),
    );
    try {
      await finish(request, response, reply);
    } catch (error) {
      await endBroken({ error, settings, path, request, response });
    }
    return true;
  };
}

async function answer(task: {
  settings: ApiSettings;
  routes: RouteTable;
  request: IncomingMessage;
  path: string;
}): Promise<Reply> {
  const { settings, routes, request, path } = task;
  const { hub } = settings;
  if (BESIDE.has(path)) {
    if (!isReading(request)) throw new NotAllowed(['GET', 'HEAD']);
    if (path === '/metrics') {
      if (settings.metrics === undefined) throw new Refusal('notFound');
      return settings.metrics(request);
    }
    if (path === '/healthz') return ok({ alive: true, version: hub.version });
    const health = await hub.health();
    return json(health.ready ? 200 : 503, health);
  }
  if (!path.startsWith(PREFIX)) throw new Refusal('notFound');
  const below = path.slice(PREFIX.length);

  const sha256 = /^content\/([^/]+)$/.exec(below)?.[1];
  if (sha256 !== undefined) {
    if (!isReading(request)) throw new NotAllowed(['GET', 'HEAD']);
    return agentContent({ hub, sha256, request });
  }

  const match = routes.find(request.method ?? '', below);
  switch (match.kind) {
    case 'unknown':
      throw new Refusal('notFound');
    case 'wrongMethod':
      throw new NotAllowed(match.allowed);
    case 'found': {
      const address = settings.addressOf(request);
      const origin = settings.originOf(request);
      const actor = await actorOf({ request, identities: hub.identities, address, origin });
      return answerOnce(match.route, {
        hub,
        actor,
        request,
        url: new URL(request.url ?? '/', 'http://hub'),
        path: below,
        params: match.params,
        param: (name) => {
          const value = match.params.get(name);
          if (value === undefined) throw new Error(`The pattern of ${path} has no part :${name}`);
          return value;
        },
        body: (most) => jsonBody(request, most),
        uploadLimitBytes: settings.uploadLimitBytes,
      });
    }
  }
}

class NotAllowed extends Refusal {
  readonly allowed: string[];
  constructor(allowed: string[]) {
    super('methodNotAllowed', { detail: `Allowed here: ${allowed.join(', ')}.` });
    this.allowed = allowed;
  }
}

function refusalOf(error: unknown, settings: ApiSettings, path: string): Reply {
  if (error instanceof NotAllowed) return problem(error, { allow: error.allowed.join(', ') });
  if (error instanceof Refusal) return problem(error);
  settings.log.error({ err: error, path }, 'A request to the API failed');
  return problem(new Refusal('internal'));
}

/** A download that broke off: with its head sent, cutting the connection is the only way to say so. */
async function endBroken(broken: {
  error: unknown;
  settings: ApiSettings;
  path: string;
  request: IncomingMessage;
  response: ServerResponse;
}): Promise<void> {
  const { error, settings, path, request, response } = broken;
  if (response.headersSent) {
    settings.log.debug({ err: error, path }, 'A transfer broke off');
    response.destroy();
    return;
  }
  await finish(request, response, refusalOf(error, settings, path)).catch(() => response.destroy());
}

const isReading = (request: IncomingMessage) => request.method === 'GET' || request.method === 'HEAD';

/** Without the query; taken from the text, as a URL parser would fold `..` and change what was asked for. */
const pathOf = (request: IncomingMessage) => (request.url ?? '/').split('?', 1)[0] ?? '/';
