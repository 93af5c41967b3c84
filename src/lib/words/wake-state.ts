import Ban from '@lucide/svelte/icons/ban';
import BellRing from '@lucide/svelte/icons/bell-ring';
import CircleCheck from '@lucide/svelte/icons/circle-check';
import CircleSlash from '@lucide/svelte/icons/circle-slash';
import Hourglass from '@lucide/svelte/icons/hourglass';
import type { WakeState } from '#protocol/views/wake.ts';
import { look, type Look } from './tone.ts';

export const WAKE_STATES: Record<WakeState, Look> = {
  waking: look('states.wake_waking', { tone: 'sky', icon: BellRing }),
  awake: look('states.wake_awake', { tone: 'green', icon: CircleCheck }),
  noAnswer: look('states.wake_noAnswer', { tone: 'amber', icon: Hourglass }),
  stopped: look('states.wake_stopped', { tone: 'quiet', icon: Ban }),
  impossible: look('states.wake_impossible', { tone: 'red', icon: CircleSlash }),
};
