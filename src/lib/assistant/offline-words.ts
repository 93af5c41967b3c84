import type { PreviewTotals } from '#protocol/views/preview.ts';
import { formatDuration } from '../format/duration.ts';
import type { OptionValues } from '../options/option-values.ts';

type Offline = Pick<PreviewTotals, 'offline' | 'wakeable' | 'wakeableByPeer'>;
const all = (part: number, whole: number) => (part === whole ? (whole === 1 ? 'It' : 'All') : String(part));

/** Which of the offline computers are, or could be, woken. */
export function wakeSentence({ offline, wakeable, wakeableByPeer }: Offline, wakes: boolean): string {
  if (wakeable === 0) return wakes ? 'None can be woken: no MAC address is known.' : '';
  const some = wakeableByPeer === wakeable ? '' : `${wakeableByPeer} `;
  const peers = wakeableByPeer === 0 ? '' : ` (${some}through a neighbour, too)`;
  if (!wakes) return `${all(wakeable, offline)} could be woken${peers}.`;
  const rest = offline - wakeable;
  const without = rest === 0 ? '' : ` Of ${rest} no MAC address is known.`;
  return `${all(wakeable, offline)} ${wakeable === 1 ? 'is' : 'are'} woken${peers}.${without}`;
}

/** L1, L2: what becomes of those that come online later. */
export function lateSentence({ lateArrival, graceMinutes, wakeOnLan }: OptionValues): string {
  switch (lateArrival) {
    case 'run':
      return 'Jobs run as soon as a computer connects.';
    case 'grace': {
      const grace = formatDuration((graceMinutes ?? 0) * 60_000);
      const woken = wakeOnLan ? ', or while it is being woken,' : '';
      return `Whoever connects within ${grace} of the start${woken} takes part.`;
    }
    case 'skip':
      return wakeOnLan
        ? 'Whoever is not online at the start, and does not come while it is being woken, is left out.'
        : 'Whoever is not online at the start is left out.';
  }
}
