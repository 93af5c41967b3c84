import { describe, expect, it } from 'vitest';
import type { PendingPower } from '#domain/entities.ts';
import { callOff, carryOutNow, postpone } from '#domain/power/by-hand.ts';
import { giveWay, requestPower, type PowerDecision } from '#domain/power/pending-power.ts';
import { heedReport } from '#domain/power/power-report.ts';
import { afterHello, afterLeaving } from '#domain/power/presence-change.ts';
import { powerFacts } from '#domain/timeline/power.ts';
import type { PowerReport } from '#protocol/agent.ts';
import type { TimelineFact } from '#protocol/views/timeline.ts';
import { THEN } from '#tests/support/builders.ts';
import { aPower, aWish, byHand, forCompletion, forJob, MOMENT } from '../power/powers.ts';

/** What is told of a decision about what was due. */
function toldOf(before: PendingPower | undefined, decision: PowerDecision, by?: string): TimelineFact[] {
  if (decision.outcome !== 'changed') return [];
  return powerFacts({ before, after: decision.power, end: decision.end, by });
}
const toldOfReport = (before: PendingPower, report: PowerReport) =>
  toldOf(before, heedReport(before, report, THEN));
const requestId = aPower().id;

describe('[Z5] what is due', () => {
  it('is ordered, by a job or a person, and says so again for each further reason', () => {
    const hand = aWish({ reason: byHand('For the meeting.'), action: 'shutdown' });
    expect(toldOf(undefined, requestPower(undefined, hand, MOMENT))).toStrictEqual([
      {
        what: 'powerOrdered',
        action: 'shutdown',
        reasons: [byHand('For the meeting.')],
        timeoutMinutes: 20,
        required: false,
      },
    ]);
    const job = forJob();
    const further = requestPower(aPower(), aWish({ reason: job }), MOMENT);
    expect(toldOf(aPower(), further)).toMatchObject([{ what: 'powerOrdered', reasons: [job] }]);
    const never = requestPower(undefined, aWish({ timeoutMinutes: -1 }), MOMENT);
    expect(toldOf(undefined, never)).toMatchObject([{ required: true }]);
  });

  it('is told once when users are warned, held back, and when it begins', () => {
    const users = ['anna'];
    const counting = { state: 'counting', requestId, inSeconds: 60, users } as const;
    const warned = toldOfReport(aPower(), counting);
    const until = new Date(THEN.getTime() + 60_000).toISOString();
    expect(warned).toStrictEqual([{ what: 'powerWarned', action: 'restart', users, until }]);
    expect(toldOfReport(aPower({ state: 'counting', users }), counting)).toStrictEqual([]);
    expect(toldOfReport(aPower(), { state: 'declined', requestId, users })).toStrictEqual([
      { what: 'powerHeld', action: 'restart', users },
    ]);
    expect(toldOfReport(aPower(), { state: 'failed', requestId, detail: 'no rights' })).toStrictEqual([
      { what: 'powerHeld', action: 'restart', users: [], problem: 'no rights' },
    ]);
    expect(toldOfReport(aPower(), { state: 'acting', requestId })).toStrictEqual([
      { what: 'powerBegan', action: 'restart' },
    ]);
  });

  it('names who postponed, hastened or called it off', () => {
    const before = aPower({ state: 'counting' });
    expect(toldOf(before, postpone(before, { minutes: 30, by: 'sam', now: THEN }))).toStrictEqual([
      {
        what: 'powerPostponed',
        action: 'restart',
        by: 'sam',
        until: new Date(THEN.getTime() + 1_800_000).toISOString(),
      },
    ]);
    expect(toldOf(before, carryOutNow(before, THEN), 'sam')).toStrictEqual([
      { what: 'powerHastened', action: 'restart', by: 'sam' },
    ]);
    expect(toldOf(before, callOff(before, 'sam'), 'sam')).toStrictEqual([
      { what: 'powerEnded', action: 'restart', how: 'calledOff', by: 'sam' },
    ]);
  });

  it('ends as done, dropped, or given way', () => {
    const acting = aPower({ action: 'shutdown', state: 'acting' });
    expect(toldOf(acting, afterLeaving(acting))).toMatchObject([{ what: 'powerEnded', how: 'done' }]);
    const hand = aPower({ reasons: [byHand()] });
    expect(toldOf(hand, afterLeaving(hand))).toMatchObject([{ how: 'dropped' }]);
    const rebooted = { bootId: 'boot 2', processId: 'process', now: THEN };
    expect(toldOf(aPower(), afterHello(aPower(), rebooted))).toMatchObject([{ how: 'done' }]);
    const completion = aPower({ action: 'shutdown', reasons: [forCompletion()] });
    expect(toldOf(completion, giveWay(completion))).toMatchObject([{ how: 'gaveWay' }]);
    const job = requestPower(completion, aWish(), MOMENT);
    expect(toldOf(completion, job).map((fact) => fact.what)).toStrictEqual(['powerEnded', 'powerOrdered']);
    expect(toldOf(completion, job)[0]).toMatchObject({ how: 'gaveWay' });
  });

  it('is not ordered anew when what stood in its place is gone', () => {
    const required = aPower({ state: 'required' });
    const wish = aWish({ action: 'shutdown', reason: forCompletion() });
    const decision = requestPower(required, wish, MOMENT);
    const facts = toldOf(required, decision);
    expect(facts).toMatchObject([{ what: 'powerOrdered', action: 'shutdown' }]);
    const inPlace = decision.outcome === 'changed' ? decision.power : undefined;
    if (inPlace === undefined) throw new Error('Nothing stands in its place.');
    expect(toldOf(inPlace, giveWay(inPlace))).toMatchObject([
      { what: 'powerEnded', action: 'shutdown', how: 'gaveWay' },
    ]);
  });
});
