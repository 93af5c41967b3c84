import type { ContentNoteView, JobView } from '#protocol/views/container.ts';
import { formatCountdown } from '../format/countdown.ts';
import { formatRelative } from '../format/time.ts';
import { contentNoteWords } from './pre-stage.ts';

type Waiting = NonNullable<JobView['waiting']>;

/** Why a waiting job waits, and when that is looked at next: in parts, so that a page can add links and exact times. */
export interface WaitingWords {
  why: string;
  /** The job that comes first, by its container's page. */
  behind?: { text: string; href: string; after: string };
  next: string;
  /** The moment that `next` counts down to. */
  until?: string;
  /** On its content at the computer, where something is known of it; `detail`: more of it. */
  content?: { text: string; detail?: string };
}

/** @param now Milliseconds. @param containerId Of the page that shows it: its own name is not repeated. */
export function waitingWords(
  waiting: JobView['waiting'],
  { now, containerId }: { now: number; containerId?: string },
): WaitingWords {
  if (waiting === undefined) return { why: 'Waits for its turn', next: 'looked at with every change' };
  const { until, content } = waiting;
  return {
    ...wordsOf(waiting, now, containerId),
    ...(until === undefined ? {} : { until }),
    ...(content === undefined ? {} : { content: contentOf(content, now) }),
  };
}

const contentOf = (note: ContentNoteView, now: number) => ({
  text: contentNoteWords(note, now),
  ...(note.state === 'failed' && note.detail !== '' ? { detail: note.detail } : {}),
});

/** The same in one sentence without a stop. */
export function whyWaiting(waiting: JobView['waiting'], now: number, containerId?: string): string {
  const { why, behind, next, content } = waitingWords(waiting, {
    now,
    ...(containerId === undefined ? {} : { containerId }),
  });
  const first = behind === undefined ? why : `${why} ${behind.text}${behind.after}`;
  return content === undefined ? `${first}; ${next}` : `${first}; ${next}; ${content.text}`;
}

function wordsOf(waiting: Waiting, now: number, containerId: string | undefined): WaitingWords {
  const { until } = waiting;
  const countdown = until === undefined ? undefined : formatCountdown(until, now);
  const since = waiting.since === undefined ? '' : `, last seen ${formatRelative(waiting.since, now)}`;
  switch (waiting.reason) {
    case 'startDate':
      return {
        why: 'Waits for its start date',
        next: countdown === undefined ? 'begins then' : `starts ${countdown}`,
      };
    case 'endDate':
      return { why: 'The end date has passed', next: 'expires at once' };
    case 'paused':
      return { why: 'The job container is paused', next: 'goes on when somebody resumes it' };
    case 'outsideTimeFrame':
      return {
        why: 'Outside the time frames',
        next: countdown === undefined ? 'they never open' : `open ${countdown}`,
      };
    case 'addressNotInRange':
      return {
        why: 'The computer’s address is not in the ranges',
        next: 'looked at when it connects from another',
      };
    case 'computerOffline':
      return {
        why: `The computer is offline${since}`,
        next:
          countdown === undefined
            ? 'runs the moment it connects'
            : `expires unless it connects: ${countdown}`,
      };
    case 'restartPending':
      return {
        why: 'A restart of the computer is due',
        next: countdown === undefined ? 'goes on after it' : `restarts ${countdown}`,
      };
    case 'presenceUnknown':
      return {
        why: 'The hub has just started',
        next:
          countdown === undefined
            ? 'runs when the computer reports back, within 2 min'
            : `runs when the computer reports back; who has not is known ${countdown}`,
      };
    case 'behindJob':
      return behindWords(waiting, containerId);
    case 'downloadSlot':
      return { why: downloadsWords(waiting), next: 'begins when one of them has ended' };
    case 'ready':
      return { why: 'Ready', next: 'pushed at once' };
  }
}

function downloadsWords({ downloads }: Waiting): string {
  if (downloads === undefined) return 'Other computers download';
  const { going, limit, subnet } = downloads;
  const where = subnet === undefined ? 'from this hub' : `on ${subnet}`;
  return `${going} of ${limit} downloads ${where}`;
}

function behindWords({ behind }: Waiting, containerId: string | undefined): WaitingWords {
  const next = 'looked at when that has ended';
  if (behind === undefined) return { why: 'Behind another job of this computer', next };
  const elsewhere = behind.containerId !== containerId;
  return {
    why: 'Behind',
    behind: {
      text: `${behind.packageName} ${behind.packageVersion}`,
      href: `/containers/${behind.containerId}?job=${behind.jobId}`,
      after: elsewhere
        ? ` of “${behind.containerName}”, priority ${behind.priority}`
        : ` of this job container, priority ${behind.priority}`,
    },
    next,
  };
}
