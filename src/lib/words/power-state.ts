import CircleAlert from '@lucide/svelte/icons/circle-alert';
import Clock from '@lucide/svelte/icons/clock';
import Hourglass from '@lucide/svelte/icons/hourglass';
import LoaderCircle from '@lucide/svelte/icons/loader-circle';
import TriangleAlert from '@lucide/svelte/icons/triangle-alert';
import type { PowerState, PowerView } from '#protocol/views/power.ts';
import { powerWord } from './power.ts';
import type { Look } from './tone.ts';

const LOOKS: Record<PowerState, Omit<Look, 'word'>> = {
  required: { tone: 'amber', icon: CircleAlert },
  waiting: { tone: 'quiet', icon: Hourglass },
  counting: { tone: 'amber', icon: Clock },
  acting: { tone: 'blue', icon: LoaderCircle, moving: true },
};

/** How a restart or shutdown that is due looks; a problem outweighs every state. @param now Milliseconds. */
export function powerLook(power: PowerView, now: number): Look {
  const look =
    power.problem === undefined ? LOOKS[power.state] : ({ tone: 'red', icon: TriangleAlert } as const);
  return { word: powerWord(power, now), ...look };
}
