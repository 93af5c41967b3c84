import type { TimelineFact } from '#protocol/views/timeline.ts';
import type { Wake } from '../entities.ts';

/** Z8: what is told of a wake that has begun, or of what has become of it. `before` absent: it is new. */
export function wakeFacts(before: Wake | undefined, wake: Wake, now: Date): TimelineFact[] {
  const { id: wakeId, by, containerName, state } = wake;
  const about = { wakeId, by, ...(containerName === undefined ? {} : { containerName }) };
  if (state === 'waking') return before === undefined ? [{ what: 'wakeBegan', ...about }] : [];
  if (before !== undefined && before.state !== 'waking') return [];
  const sent = wake.bursts.flatMap(({ packets }) => packets.filter(({ problem }) => problem === undefined));
  const until = wake.awakeAt ?? now;
  return [
    {
      what: 'wakeEnded',
      ...about,
      state,
      afterMilliseconds: Math.max(0, until.getTime() - wake.startedAt.getTime()),
      packets: sent.length,
      wokenByUs: wake.wokenByUs,
      ...(wake.detail === undefined ? {} : { detail: wake.detail }),
    },
  ];
}
