import Ban from '@lucide/svelte/icons/ban';
import BellRing from '@lucide/svelte/icons/bell-ring';
import CircleCheck from '@lucide/svelte/icons/circle-check';
import CircleSlash from '@lucide/svelte/icons/circle-slash';
import Hourglass from '@lucide/svelte/icons/hourglass';
import type { WakeState } from '#protocol/views/wake.ts';
import type { Look } from './tone.ts';

export const WAKE_STATES: Record<WakeState, Look> = {
  waking: { word: 'Waking', tone: 'sky', icon: BellRing },
  awake: { word: 'Awake', tone: 'green', icon: CircleCheck },
  noAnswer: { word: 'No answer', tone: 'amber', icon: Hourglass },
  stopped: { word: 'Stopped', tone: 'quiet', icon: Ban },
  impossible: { word: 'Not possible', tone: 'red', icon: CircleSlash },
};
