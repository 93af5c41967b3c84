import CircleCheck from '@lucide/svelte/icons/circle-check';
import LoaderCircle from '@lucide/svelte/icons/loader-circle';
import TriangleAlert from '@lucide/svelte/icons/triangle-alert';
import type { WorkerState } from '#protocol/views/system.ts';
import type { Look } from './tone.ts';

export const WORKER_STATES: Record<WorkerState, Look> = {
  resting: { word: 'Resting', tone: 'green', icon: CircleCheck },
  running: { word: 'Running', tone: 'blue', icon: LoaderCircle, moving: true },
  failing: { word: 'Failing', tone: 'red', icon: TriangleAlert },
};
