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
import type { Look } from './tone.ts';

export const JOB_STATES: Record<JobState, Look> = {
  waiting: { word: 'Waiting', tone: 'quiet', icon: Clock },
  pushed: { word: 'Pushed', tone: 'violet', icon: Send },
  downloading: { word: 'Downloading', tone: 'sky', icon: Download },
  unpacking: { word: 'Unpacking', tone: 'cyan', icon: PackageOpen },
  executing: { word: 'Executing', tone: 'blue', icon: LoaderCircle, moving: true },
  succeeded: { word: 'Succeeded', tone: 'green', icon: CircleCheck },
  failed: { word: 'Failed', tone: 'red', icon: CircleX },
  expired: { word: 'Expired', tone: 'amber', icon: Hourglass },
  cancelled: { word: 'Cancelled', tone: 'quiet', icon: Ban },
  aborted: { word: 'Aborted', tone: 'orange', icon: OctagonMinus },
  incompatible: { word: 'Incompatible', tone: 'mauve', icon: Puzzle },
  alreadyInstalled: { word: 'Already installed', tone: 'teal', icon: CheckCheck },
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
