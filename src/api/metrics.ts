import type { IncomingMessage } from 'node:http';
import { timingSafeEqual } from 'node:crypto';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { SYSTEM } from '#hub/actor.ts';
import type { Hub } from '#hub/hub.ts';
import { Refusal } from '#protocol/errors.ts';
import type { SystemView } from '#protocol/views/system.ts';
import { plainText, type Reply } from './reply.ts';

/** Who may read the metrics. Neither: nobody, and the address does not exist. */
export interface MetricsAccess {
  /** Shown as `Authorization: Bearer …`. */
  token: string | undefined;
  /** Programs on the hub's own machine, without a token. */
  loopback: boolean;
}

/** Answers `GET /metrics` in the format of Prometheus. @throws Refusal `notFound`, `apiTokenUnknown` */
export type Metrics = (request: IncomingMessage) => Promise<Reply>;

export function metricsOf(parts: {
  hub: Hub;
  access: MetricsAccess;
  isLoopback: (request: IncomingMessage) => boolean;
}): Metrics {
  const { hub, access, isLoopback } = parts;
  let registry: Registry | undefined;
  return async (request) => {
    permitReading(request, access, isLoopback);
    // What it costs to measure the process is paid by who asks for it.
    registry ??= withProcess();
    record(registry, await hub.queries.system(SYSTEM));
    return { ...plainText(await registry.metrics()), headers: { 'content-type': registry.contentType } };
  };
}

function permitReading(
  request: IncomingMessage,
  { token, loopback }: MetricsAccess,
  isLoopback: (request: IncomingMessage) => boolean,
): void {
  // What a proxy on this machine passes on comes from elsewhere, whether or not the proxy is trusted.
  const { forwarded, 'x-forwarded-for': hops, authorization } = request.headers;
  if (loopback && isLoopback(request) && forwarded === undefined && hops === undefined) return;
  if (token === undefined) throw new Refusal('notFound');
  const shown = Buffer.from(authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  if (shown.length !== wanted.length || !timingSafeEqual(shown, wanted)) throw new Refusal('apiTokenUnknown');
}

function withProcess(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** One number, or one for each word of a label. */
type Reading = number | undefined | readonly (readonly [word: string, value: number])[];

/** One whose name ends with `_total` only grows. */
interface Measure {
  name: string;
  help: string;
  label?: string;
  read: (system: SystemView) => Reading;
}

const WHOLE: readonly Measure[] = [
  { name: 'computers', help: 'Computers that the hub knows', read: ({ computers }) => computers },
  { name: 'agents_online', help: 'Agents with an open session', read: ({ sockets }) => sockets.agents },
  { name: 'consoles_open', help: 'Browsers that watch', read: ({ sockets }) => sockets.consoles },
  {
    name: 'jobs_due',
    help: 'Jobs that are due and not handed over, 100000 at most',
    read: ({ queue }) => queue.dueJobs,
  },
  {
    name: 'messages_received_total',
    help: 'Messages from agents and consoles since the start',
    read: ({ messages }) => messages.received,
  },
  {
    name: 'messages_sent_total',
    help: 'Messages to agents and consoles since the start',
    read: ({ messages }) => messages.sent,
  },
  { name: 'store_up', help: 'Whether the database answers', read: ({ store }) => Number(store.answers) },
  {
    name: 'store_ping_seconds',
    help: 'How long the database took to answer',
    read: ({ store }) => (store.pingMilliseconds === undefined ? undefined : store.pingMilliseconds / 1000),
  },
  { name: 'store_bytes', help: 'The database on its disk', read: ({ store }) => store.bytes },
  { name: 'content_bytes', help: 'Content of packages on the disk', read: (system) => system.contentBytes },
  { name: 'upload_bytes', help: 'Uploads that are under way', read: (system) => system.uploadBytes },
  { name: 'disk_free_bytes', help: 'Free for DATA_DIR', read: (system) => system.dataDirectory.freeBytes },
  { name: 'disk_bytes', help: 'The disk of DATA_DIR', read: (system) => system.dataDirectory.totalBytes },
  {
    name: 'start_time_seconds',
    help: 'When the hub started',
    read: ({ startedAt }) => Date.parse(startedAt) / 1000,
  },
];

const BY_LABEL: readonly Measure[] = [
  {
    name: 'documents',
    help: 'What the database keeps, about',
    label: 'kind',
    read: ({ store }) => store.documents.map(({ kind, count }) => [kind, count]),
  },
  {
    name: 'agent_version_computers',
    help: 'Computers by the version of their agent',
    label: 'version',
    read: ({ agentVersions }) => agentVersions.map(({ version, computers }) => [version, computers]),
  },
  {
    name: 'worker_failing',
    help: 'Whether the last run of a rule failed',
    label: 'rule',
    read: ({ workers }) => workers.map(({ rule, state }) => [rule, Number(state === 'failing')]),
  },
  {
    name: 'worker_runs_total',
    help: 'Runs of a rule since the start',
    label: 'rule',
    read: ({ workers }) => workers.map(({ rule, runs }) => [rule, runs]),
  },
  {
    name: 'worker_failures_total',
    help: 'Runs of a rule that failed, since the start',
    label: 'rule',
    read: ({ workers }) => workers.map(({ rule, failures }) => [rule, failures]),
  },
];

function record(registry: Registry, system: SystemView): void {
  for (const measure of [...WHOLE, ...BY_LABEL]) {
    const metric = metricOf(registry, measure);
    const reading = measure.read(system);
    // What was told of a word that is gone is not told again.
    metric.reset();
    if (typeof reading === 'number') metric.inc(reading);
    for (const [word, value] of typeof reading === 'object' ? reading : [])
      metric.inc({ [measure.label ?? '']: word }, value);
  }
}

function metricOf(registry: Registry, { name, help, label }: Measure): Counter | Gauge {
  const full = `reveille_${name}`;
  const known = registry.getSingleMetric(full);
  if (known instanceof Gauge || known instanceof Counter) return known;
  const described = {
    name: full,
    help,
    labelNames: label === undefined ? [] : [label],
    registers: [registry],
  };
  return name.endsWith('_total') ? new Counter(described) : new Gauge(described);
}
