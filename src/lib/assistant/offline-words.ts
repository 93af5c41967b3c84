import type { PreviewTotals } from '#protocol/views/preview.ts';
import { formatDuration } from '../format/duration.ts';
import { text } from '../messages/text.ts';
import type { OptionValues } from '../options/option-values.ts';

type Offline = Pick<PreviewTotals, 'offline' | 'wakeable' | 'wakeableByPeer'>;

/** Which of the offline computers are, or could be, woken. */
export function wakeSentence({ offline, wakeable, wakeableByPeer }: Offline, wakes: boolean): string {
  if (wakeable === 0) return wakes ? text('assistant.noneWakeable') : '';
  const extent = wakeable < offline ? 'some' : wakeable === 1 ? 'one' : 'all';
  const peers =
    wakeableByPeer === 0
      ? ''
      : ` ${text('assistant.throughPeers', { extent: wakeableByPeer === wakeable ? 'all' : 'some', count: wakeableByPeer })}`;
  if (!wakes) return text('assistant.couldBeWoken', { extent, count: wakeable, peers });
  const woken = text('assistant.areWoken', { extent, count: wakeable, peers });
  const rest = offline - wakeable;
  return rest === 0 ? woken : `${woken} ${text('assistant.noAddressOf', { count: rest })}`;
}

/** L1, L2: what becomes of those that come online later. */
export function lateSentence({ lateArrival, graceMinutes, wakeOnLan }: OptionValues): string {
  switch (lateArrival) {
    case 'run':
      return text('assistant.lateRun');
    case 'grace': {
      const grace = formatDuration((graceMinutes ?? 0) * 60_000);
      return text('assistant.lateGrace', { grace, waking: wakeOnLan ? 'yes' : 'no' });
    }
    case 'skip':
      return text('assistant.lateSkip', { waking: wakeOnLan ? 'yes' : 'no' });
  }
}
