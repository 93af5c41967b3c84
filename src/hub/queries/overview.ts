import { overviewContainers, type OverviewKind } from '#domain/overview.ts';
import { presenceOf } from '#domain/presence.ts';
import type { OverviewView } from '#protocol/views/overview.ts';
import { permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { Queries } from '../hub.ts';

/** C6 */
const FAILED_WITHIN_MILLISECONDS = 24 * 3_600_000;

export function overviewQueries(context: HubContext): Pick<Queries, 'overview'> {
  const { store, knownContainers, sessions, clock, startedAt, announcer, pulse } = context;

  const computers = async (): Promise<OverviewView['computers']> => {
    const [total, restarts] = await Promise.all([store.computers.count(), store.computers.countPower()]);
    const online = sessions.size;
    const away = presenceOf({ ready: false, hubStartedAt: startedAt }, clock.now());
    return { total, online, unknown: away === 'unknown' ? total - online : 0, restarts };
  };

  /** Chosen among all that are known; only those that are shown are read. */
  const containers = async (failedSince: Date): Promise<Pick<OverviewView, OverviewKind>> => {
    const facts = await knownContainers.all();
    const { running, next, paused, failed } = overviewContainers(facts, { now: clock.now(), failedSince });
    const shown = new Set([running, next, paused, failed].flatMap(({ ids }) => ids));
    const rows = new Map(
      (await store.containers.getMany([...shown])).map((one) => [one.id, announcer.containerRow(one)]),
    );
    // One that is purged meanwhile is left out.
    const withRows = ({ ids, ...counted }: typeof running) => ({
      ...counted,
      rows: ids.flatMap((id) => rows.get(id) ?? []),
    });
    return {
      running: withRows(running),
      next: withRows(next),
      paused: withRows(paused),
      failed: { since: failedSince.toISOString(), ...withRows(failed) },
    };
  };

  return {
    async overview(actor) {
      permit(actor, 'read');
      const since = new Date(clock.now().getTime() - FAILED_WITHIN_MILLISECONDS);
      const [counted, named] = await Promise.all([computers(), containers(since)]);
      return { computers: counted, ...named, pulse: pulse.view() };
    },
  };
}
