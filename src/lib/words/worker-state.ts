import CircleCheck from '@lucide/svelte/icons/circle-check';
import LoaderCircle from '@lucide/svelte/icons/loader-circle';
import TriangleAlert from '@lucide/svelte/icons/triangle-alert';
import type { WorkerState } from '#protocol/views/system.ts';
import { look, type Look } from './tone.ts';

export const WORKER_STATES: Record<WorkerState, Look> = {
  resting: look('states.worker_resting', { tone: 'green', icon: CircleCheck }),
  running: look('states.worker_running', { tone: 'blue', icon: LoaderCircle, moving: true }),
  failing: look('states.worker_failing', { tone: 'red', icon: TriangleAlert }),
};
