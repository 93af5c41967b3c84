import Ban from '@lucide/svelte/icons/ban';
import CalendarClock from '@lucide/svelte/icons/calendar-clock';
import CircleCheck from '@lucide/svelte/icons/circle-check';
import CircleX from '@lucide/svelte/icons/circle-x';
import LoaderCircle from '@lucide/svelte/icons/loader-circle';
import Pause from '@lucide/svelte/icons/pause';
import type { ContainerState } from '#protocol/views/container.ts';
import { look, type Look } from './tone.ts';

export const CONTAINER_STATES: Record<ContainerState, Look> = {
  paused: look('states.container_paused', { tone: 'amber', icon: Pause }),
  scheduled: look('states.container_scheduled', { tone: 'violet', icon: CalendarClock }),
  running: look('states.container_running', { tone: 'blue', icon: LoaderCircle, moving: true }),
  failed: look('states.container_failed', { tone: 'red', icon: CircleX }),
  cancelled: look('states.container_cancelled', { tone: 'quiet', icon: Ban }),
  succeeded: look('states.container_succeeded', { tone: 'green', icon: CircleCheck }),
};
