import type { FactOf, TimelineFact } from '#protocol/views/timeline.ts';
import type { PowerEnd } from '#protocol/views/timeline/power.ts';
import type { PendingPower } from '../entities.ts';

/** What was due before and what is now; `end`: how it went, when nothing of it is due any more; `by`: who decided. */
export interface PowerChange {
  before?: PendingPower | undefined;
  after?: PendingPower | undefined;
  end?: PowerEnd | undefined;
  by?: string | undefined;
}

/** Z5: what is told of a change of what is due on a computer. */
export function powerFacts({ before, after, end, by }: PowerChange): TimelineFact[] {
  const ended: TimelineFact[] =
    before === undefined || before.id === after?.id
      ? []
      : [
          {
            what: 'powerEnded',
            action: before.action,
            how: end ?? (after === undefined ? 'done' : 'gaveWay'),
            ...(by === undefined ? {} : { by }),
          },
        ];
  if (after === undefined) return ended;
  // What stood in the place of another gives it back: that is not ordered anew.
  if (before?.replaces?.id === after.id) return ended;
  // And while it stands there, the other is as before.
  if (before === undefined || before.id !== after.id) {
    return [...(after.replaces === undefined ? ended : []), ordered(after, after.reasons)];
  }
  const added = after.reasons.slice(before.reasons.length);
  return [...(added.length === 0 ? [] : [ordered(after, added)]), ...moved(before, after, by)];
}

const ordered = (power: PendingPower, reasons: PendingPower['reasons']): FactOf<'powerOrdered'> => ({
  what: 'powerOrdered',
  action: power.action,
  reasons,
  timeoutMinutes: power.timeoutMinutes,
  required: power.state === 'required',
});

function moved(before: PendingPower, after: PendingPower, by: string | undefined): TimelineFact[] {
  const { action, state, users, until, postponed, problem } = after;
  if (postponed !== undefined && postponed.at.getTime() !== before.postponed?.at.getTime()) {
    const moment = (until ?? postponed.at).toISOString();
    return [{ what: 'powerPostponed', action, by: postponed.by, until: moment }];
  }
  if (after.fixed === true && state === 'waiting' && until?.getTime() !== before.until?.getTime()) {
    return [{ what: 'powerHastened', action, ...(by === undefined ? {} : { by }) }];
  }
  if (state === before.state) return [];
  switch (state) {
    case 'counting':
      return [
        {
          what: 'powerWarned',
          action,
          users,
          ...(until === undefined ? {} : { until: until.toISOString() }),
        },
      ];
    case 'acting':
      return [{ what: 'powerBegan', action }];
    case 'required':
      return [{ what: 'powerHeld', action, users, ...(problem === undefined ? {} : { problem }) }];
    case 'waiting':
      return [];
  }
}
