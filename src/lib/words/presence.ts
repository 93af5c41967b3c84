import CircleHelp from '@lucide/svelte/icons/circle-question-mark';
import Unplug from '@lucide/svelte/icons/unplug';
import Wifi from '@lucide/svelte/icons/wifi';
import type { Presence } from '#protocol/views/computer.ts';
import { look, type Look } from './tone.ts';

export const PRESENCES: Record<Presence, Look> = {
  online: look('states.presence_online', { tone: 'green', icon: Wifi }),
  offline: look('states.presence_offline', { tone: 'quiet', icon: Unplug }),
  unknown: look('states.presence_unknown', { tone: 'amber', icon: CircleHelp }),
};
