import Ban from '@lucide/svelte/icons/ban';
import CalendarClock from '@lucide/svelte/icons/calendar-clock';
import CircleCheck from '@lucide/svelte/icons/circle-check';
import CircleX from '@lucide/svelte/icons/circle-x';
import LoaderCircle from '@lucide/svelte/icons/loader-circle';
import Pause from '@lucide/svelte/icons/pause';
import type { ContainerState } from '#protocol/views/container.ts';
import type { Look } from './tone.ts';

export const CONTAINER_STATES: Record<ContainerState, Look> = {
  paused: { word: 'Paused', tone: 'amber', icon: Pause },
  scheduled: { word: 'Scheduled', tone: 'violet', icon: CalendarClock },
  running: { word: 'Running', tone: 'blue', icon: LoaderCircle, moving: true },
  failed: { word: 'Failed', tone: 'red', icon: CircleX },
  cancelled: { word: 'Cancelled', tone: 'quiet', icon: Ban },
  succeeded: { word: 'Succeeded', tone: 'green', icon: CircleCheck },
};
