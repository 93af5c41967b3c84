import Ban from '@lucide/svelte/icons/ban';
import CircleCheck from '@lucide/svelte/icons/circle-check';
import CircleX from '@lucide/svelte/icons/circle-x';
import CheckCheck from '@lucide/svelte/icons/check-check';
import Clock from '@lucide/svelte/icons/clock';
import Download from '@lucide/svelte/icons/download';
import Hourglass from '@lucide/svelte/icons/hourglass';
import LoaderCircle from '@lucide/svelte/icons/loader-circle';
import OctagonMinus from '@lucide/svelte/icons/octagon-minus';
import PackageOpen from '@lucide/svelte/icons/package-open';
import Puzzle from '@lucide/svelte/icons/puzzle';
import Send from '@lucide/svelte/icons/send';
import type { JobState } from '#protocol/job.ts';
import { look, type Look } from './tone.ts';

export const JOB_STATES: Record<JobState, Look> = {
  waiting: look('states.job_waiting', { tone: 'quiet', icon: Clock }),
  pushed: look('states.job_pushed', { tone: 'violet', icon: Send }),
  downloading: look('states.job_downloading', { tone: 'sky', icon: Download }),
  unpacking: look('states.job_unpacking', { tone: 'cyan', icon: PackageOpen }),
  executing: look('states.job_executing', { tone: 'blue', icon: LoaderCircle, moving: true }),
  succeeded: look('states.job_succeeded', { tone: 'green', icon: CircleCheck }),
  failed: look('states.job_failed', { tone: 'red', icon: CircleX }),
  expired: look('states.job_expired', { tone: 'amber', icon: Hourglass }),
  cancelled: look('states.job_cancelled', { tone: 'quiet', icon: Ban }),
  aborted: look('states.job_aborted', { tone: 'orange', icon: OctagonMinus }),
  incompatible: look('states.job_incompatible', { tone: 'mauve', icon: Puzzle }),
  alreadyInstalled: look('states.job_alreadyInstalled', { tone: 'teal', icon: CheckCheck }),
};

/** The order in which counts and segments are shown: what is done first, what waits last. */
export const STATE_ORDER: readonly JobState[] = [
  'succeeded',
  'alreadyInstalled',
  'failed',
  'aborted',
  'expired',
  'incompatible',
  'cancelled',
  'executing',
  'unpacking',
  'downloading',
  'pushed',
  'waiting',
];
