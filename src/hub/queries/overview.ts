import { containerState } from '#domain/container-state.ts';
import type { JobContainer } from '#domain/entities.ts';
import { presenceOf } from '#domain/presence.ts';
import type { ContainerState } from '#protocol/views/container.ts';
import type { OverviewView } from '#protocol/views/overview.ts';
import { permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { Queries } from '../hub.ts';

/** Containers of a kind that are shown; of more, their number. */
const ROWS = 6;
const FAILED_WITHIN_MILLISECONDS = 24 * 3_600_000;
/** Failed containers that are looked at: a hub on which more fail in a day has other worries than their number. */
const FAILED_AT_MOST = 1_000;

export function overviewQueries(context: HubContext): Pick<Queries, 'overview'> {
  const { store, sessions, clock, startedAt, announcer, pulse } = context;

  const computers = async (): Promise<OverviewView['computers']> => {
    const [total, restarts] = await Promise.all([store.computers.count(), store.computers.countPower()]);
    const online = sessions.size;
    const away = presenceOf({ ready: false, hubStartedAt: startedAt }, clock.now());
    return { total, online, unknown: away === 'unknown' ? total - online : 0, restarts };
  };

  return {
    async overview(actor) {
      permit(actor, 'read');
      const now = clock.now();
      const since = new Date(now.getTime() - FAILED_WITHIN_MILLISECONDS);
      const [unsettled, settledFailed] = await Promise.all([
        store.containers.unsettledContainers(),
        store.containers.settledSince({ state: 'failed', since, limit: FAILED_AT_MOST }),
      ]);
      const inState = (state: ContainerState) =>
        unsettled.filter((one) => containerState(one, now) === state);
      const some = (found: JobContainer[]) => ({
        total: found.length,
        rows: found.slice(0, ROWS).map((one) => announcer.containerRow(one)),
      });
      const failing = unsettled.filter(({ counts }) => (counts.failed ?? 0) > 0);
      return {
        computers: await computers(),
        running: some(inState('running').sort(byStart(-1))),
        next: some(inState('scheduled').sort(byStart(1))),
        paused: some(inState('paused').sort(byStart(-1))),
        failed: { since: since.toISOString(), ...some([...failing, ...settledFailed].sort(byStart(-1))) },
        pulse: pulse.view(),
      };
    },
  };
}

const byStart = (direction: 1 | -1) => (one: JobContainer, other: JobContainer) =>
  direction * (one.startAt.getTime() - other.startAt.getTime()) ||
  (one.id < other.id ? -direction : direction);
