import type { RequestEvent } from '@sveltejs/kit';
import type { AuditQuery } from '#hub/hub.ts';
import { isAuditVerb } from '#protocol/audit.ts';
import { questionIn } from '$lib/audit/audit-question.ts';
import { endOfDay, startOfDay } from '$lib/audit/day-bounds.ts';
import type { AuditSnapshot } from '$lib/audit/live-audit.svelte.ts';
import { actorOf } from './actor.ts';
import { loaded } from './refusal.ts';
import { zoneOf } from './viewer-zone.ts';

type Asked = Pick<RequestEvent, 'locals' | 'url' | 'cookies'>;

const ROWS = 100;

/** What the address asks of the hub; days are those of the viewer's zone. */
function queryOf({ url, cookies }: Asked): Omit<AuditQuery, 'cursor' | 'limit'> {
  const { what, who, about, from, to, search } = questionIn(url.searchParams);
  const zone = zoneOf(cookies);
  return {
    ...(what === undefined ? {} : isAuditVerb(what) ? { verb: what } : { verbPrefix: what }),
    ...(who === undefined ? {} : { actorName: who }),
    ...(about === undefined ? {} : { subjectId: about }),
    ...(from === undefined ? {} : { from: startOfDay(from, zone) }),
    ...(to === undefined ? {} : { to: endOfDay(to, zone) }),
    ...(search === undefined ? {} : { search }),
  };
}

export async function auditSnapshot(asked: Asked): Promise<AuditSnapshot> {
  const cursor = asked.url.searchParams.get('cursor');
  const query = { ...queryOf(asked), limit: ROWS, ...(cursor === null ? {} : { cursor }) };
  const page = await loaded(asked.locals.hub.queries.audit(actorOf(asked), query));
  return { ...page, continued: cursor !== null };
}

/** Where all that fits is to be had as a table. */
export function auditTable(asked: Asked): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(queryOf(asked)))
    parameters.set(name, value instanceof Date ? value.toISOString() : value);
  return `/api/v1/audit.csv?${parameters}`;
}

/** Names of those who may have done something: people, programs, the hub itself. */
export async function auditPeople({ locals }: Pick<Asked, 'locals'>): Promise<string[]> {
  const actor = actorOf({ locals });
  const [users, tokens] = await loaded(
    Promise.all([locals.hub.queries.users(actor), locals.hub.queries.apiTokens(actor)]),
  );
  const names = [...users, ...tokens].map(({ name }) => name);
  return [...new Set([...names, 'system'])].sort((one, other) => one.localeCompare(other));
}
