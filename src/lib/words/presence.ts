import CircleHelp from '@lucide/svelte/icons/circle-question-mark';
import Unplug from '@lucide/svelte/icons/unplug';
import Wifi from '@lucide/svelte/icons/wifi';
import type { Presence } from '#protocol/views/computer.ts';
import type { Look } from './tone.ts';

export const PRESENCES: Record<Presence, Look> = {
  online: { word: 'Online', tone: 'green', icon: Wifi },
  offline: { word: 'Offline', tone: 'quiet', icon: Unplug },
  unknown: { word: 'Unknown', tone: 'amber', icon: CircleHelp },
};
