import type { ContentNoteView, JobView } from '#protocol/views/container.ts';
import { formatCountdown } from '../format/countdown.ts';
import { formatRelative } from '../format/time.ts';
import { contentNoteWords } from './pre-stage.ts';
import { text } from '../messages/text.ts';

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
  if (waiting === undefined) return { why: text('jobs.waitsTurn'), next: text('jobs.withEveryChange') };
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
  switch (waiting.reason) {
    case 'startDate':
      return {
        why: text('jobs.waitsStart'),
        next: countdown === undefined ? text('jobs.beginsThen') : text('jobs.startsIn', { countdown }),
      };
    case 'endDate':
      return { why: text('jobs.endPassed'), next: text('jobs.expiresNow') };
    case 'paused':
      return { why: text('jobs.isPaused'), next: text('jobs.untilResumed') };
    case 'outsideTimeFrame':
      return {
        why: text('jobs.outsideFrames'),
        next: countdown === undefined ? text('jobs.neverOpen') : text('jobs.openIn', { countdown }),
      };
    case 'addressNotInRange':
      return {
        why: text('jobs.notInRange'),
        next: text('jobs.whenElsewhere'),
      };
    case 'computerOffline':
      return {
        why:
          waiting.since === undefined
            ? text('jobs.isOffline')
            : text('jobs.isOfflineSince', { since: formatRelative(waiting.since, now) }),
        next:
          countdown === undefined ? text('jobs.runsOnConnect') : text('jobs.expiresUnless', { countdown }),
      };
    case 'restartPending':
      return {
        why: text('jobs.restartDue'),
        next: countdown === undefined ? text('jobs.afterRestart') : text('jobs.restartsIn', { countdown }),
      };
    case 'presenceUnknown':
      return {
        why: text('jobs.hubStarted'),
        next: countdown === undefined ? text('jobs.whenBack') : text('jobs.whenBackIn', { countdown }),
      };
    case 'behindJob':
      return behindWords(waiting, containerId);
    case 'downloadSlot':
      return { why: downloadsWords(waiting), next: text('jobs.whenSlotFree') };
    case 'ready':
      return { why: text('jobs.ready'), next: text('jobs.pushedNow') };
  }
}

function downloadsWords({ downloads }: Waiting): string {
  if (downloads === undefined) return text('jobs.othersDownload');
  const { going, limit, subnet } = downloads;
  return subnet === undefined
    ? text('jobs.downloadsOfHub', { going, limit })
    : text('jobs.downloadsOfSubnet', { going, limit, subnet });
}

function behindWords({ behind }: Waiting, containerId: string | undefined): WaitingWords {
  const next = text('jobs.whenEnded');
  if (behind === undefined) return { why: text('jobs.behindAnother'), next };
  const elsewhere = behind.containerId !== containerId;
  return {
    why: text('jobs.behind'),
    behind: {
      text: `${behind.packageName} ${behind.packageVersion}`,
      href: `/containers/${behind.containerId}?job=${behind.jobId}`,
      after: elsewhere
        ? ` ${text('jobs.ofContainer', { name: behind.containerName, priority: behind.priority })}`
        : ` ${text('jobs.ofThisContainer', { priority: behind.priority })}`,
    },
    next,
  };
}
