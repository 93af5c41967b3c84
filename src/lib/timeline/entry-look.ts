import type { Component } from 'svelte';
import type { LucideProps } from '@lucide/svelte';
import Ban from '@lucide/svelte/icons/ban';
import CircleAlert from '@lucide/svelte/icons/circle-alert';
import CircleCheck from '@lucide/svelte/icons/circle-check';
import Clock from '@lucide/svelte/icons/clock';
import Cpu from '@lucide/svelte/icons/cpu';
import FolderTree from '@lucide/svelte/icons/folder-tree';
import Hourglass from '@lucide/svelte/icons/hourglass';
import KeyRound from '@lucide/svelte/icons/key-round';
import LoaderCircle from '@lucide/svelte/icons/loader-circle';
import LogIn from '@lucide/svelte/icons/log-in';
import LogOut from '@lucide/svelte/icons/log-out';
import MessageSquare from '@lucide/svelte/icons/message-square';
import NotebookPen from '@lucide/svelte/icons/notebook-pen';
import Package from '@lucide/svelte/icons/package';
import PackageCheck from '@lucide/svelte/icons/package-check';
import PackageMinus from '@lucide/svelte/icons/package-minus';
import Power from '@lucide/svelte/icons/power';
import RotateCcw from '@lucide/svelte/icons/rotate-ccw';
import RotateCw from '@lucide/svelte/icons/rotate-cw';
import TriangleAlert from '@lucide/svelte/icons/triangle-alert';
import type { TimelineFact } from '#protocol/views/timeline.ts';
import { JOB_STATES } from '../words/job-state.ts';
import { PRESENCES } from '../words/presence.ts';
import type { Tone } from '../words/tone.ts';
import { WAKE_STATES } from '../words/wake-state.ts';

/** The icon of a line and its colour: those of the states, as everywhere. */
export interface EntryLook {
  tone: Tone;
  icon: Component<LucideProps, object, ''>;
  moving?: true;
}

export function entryLook(fact: TimelineFact): EntryLook {
  switch (fact.what) {
    case 'online':
      return PRESENCES.online;
    case 'offline':
      return PRESENCES.offline;
    case 'started':
      return { tone: 'teal', icon: Power };
    case 'job':
      return JOB_STATES[fact.state];
    case 'retried':
      return { tone: 'violet', icon: RotateCcw };
    case 'powerOrdered':
      return { tone: 'amber', icon: fact.action === 'shutdown' ? Power : RotateCw };
    case 'powerWarned':
      return { tone: 'amber', icon: Clock };
    case 'powerPostponed':
      return { tone: 'quiet', icon: Hourglass };
    case 'powerHastened':
      return { tone: 'amber', icon: CircleAlert };
    case 'powerHeld':
      return fact.problem === undefined
        ? { tone: 'amber', icon: CircleAlert }
        : { tone: 'red', icon: TriangleAlert };
    case 'powerBegan':
      return { tone: 'blue', icon: LoaderCircle };
    case 'powerEnded':
      return fact.how === 'done' ? { tone: 'green', icon: CircleCheck } : { tone: 'quiet', icon: Ban };
    case 'wakeBegan':
      return WAKE_STATES.waking;
    case 'wakeEnded':
      return WAKE_STATES[fact.state];
    case 'message':
      return { tone: 'sky', icon: MessageSquare };
    case 'users':
      return { tone: 'cyan', icon: fact.came.length > 0 ? LogIn : LogOut };
    case 'software':
      return { tone: 'violet', icon: Package };
    case 'hardware':
      return { tone: 'mauve', icon: Cpu };
    case 'enrolled':
    case 'secureOn':
      return { tone: 'teal', icon: KeyRound };
    case 'notes':
      return { tone: 'quiet', icon: NotebookPen };
    case 'group':
      return { tone: 'quiet', icon: FolderTree };
    case 'installation':
      return { tone: 'quiet', icon: fact.added ? PackageCheck : PackageMinus };
  }
}
