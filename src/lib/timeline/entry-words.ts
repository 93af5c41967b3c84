import type { FactOf, TimelineFact } from '#protocol/views/timeline.ts';
import { formatDuration } from '../format/duration.ts';
import { text } from '../messages/text.ts';
import { jobTitle, resultOf } from '../words/job-result.ts';
import { JOB_STATES } from '../words/job-state.ts';
import { listed } from '../words/power.ts';
import { hardwareLines, softwareLines } from './inventory-words.ts';
import { powerWords } from './power-words.ts';

/** What a line says: one sentence without a stop, small facts beside each other, and lines of their own below. */
export interface EntryWords {
  title: string;
  facts: string[];
  lines?: string[];
}

/** @param zone IANA: the viewer's. */
export function entryWords(fact: TimelineFact, zone: string): EntryWords {
  switch (fact.what) {
    case 'online':
      return onlineWords(fact);
    case 'offline':
      return {
        title: text(`timeline.offline_${fact.because}`),
        facts: given(fact.onlineMilliseconds, (span) =>
          text('timeline.onlineFor', { span: formatDuration(span) }),
        ),
      };
    case 'started':
      return { title: text('timeline.started'), facts: [] };
    case 'job':
      return jobWords(fact);
    case 'retried':
      return { title: text('timeline.retried', { by: fact.by, job: jobTitle(fact) }), facts: [] };
    case 'powerOrdered':
    case 'powerWarned':
    case 'powerPostponed':
    case 'powerHastened':
    case 'powerHeld':
    case 'powerBegan':
    case 'powerEnded':
      return powerWords(fact, zone);
    case 'wakeBegan':
      return {
        title:
          fact.containerName === undefined
            ? text('timeline.wakeByHand', { by: fact.by })
            : text('timeline.wakeForContainer', { container: fact.containerName }),
        facts: [],
      };
    case 'wakeEnded':
      return wakeEndedWords(fact);
    case 'message':
      return {
        title: text('timeline.message', { by: fact.by }),
        facts: [text('timeline.messageText', { text: fact.text }), ...shownTo(fact.shownTo)],
      };
    case 'users':
      return { title: usersWords(fact), facts: [] };
    case 'software':
      return softwareLines(fact);
    case 'hardware':
      return { title: text('timeline.hardware'), facts: [], lines: hardwareLines(fact) };
    case 'enrolled':
      return {
        title: text('timeline.enrolled'),
        facts: [
          text('timeline.enrolledWith', { token: fact.token }),
          text('timeline.from', { address: fact.address }),
        ],
      };
    case 'notes':
      return { title: text('timeline.notes', { by: fact.by }), facts: [] };
    case 'secureOn':
      return {
        title: text(fact.set ? 'timeline.secureOnSet' : 'timeline.secureOnRemoved', { by: fact.by }),
        facts: [],
      };
    case 'group': {
      const { by, name } = fact;
      return {
        title: text(fact.joined ? 'timeline.groupJoined' : 'timeline.groupLeft', { by, name }),
        facts: [],
      };
    }
    case 'installation': {
      const { by } = fact;
      const what = `${fact.packageName} ${fact.packageVersion}`;
      const key = fact.added ? 'timeline.installationAdded' : 'timeline.installationRemoved';
      return { title: text(key, { by, what }), facts: [] };
    }
  }
}

/** What is said of a value that may not be known. */
const given = <Value>(value: Value | undefined, say: (value: Value) => string): string[] =>
  value === undefined ? [] : [say(value)];

/** To whom a message was shown, as far as that is known. */
export const shownTo = (names: readonly string[] | undefined): string[] =>
  given(names, (known) =>
    known.length === 0 ? text('timeline.shownToNobody') : text('timeline.shownTo', { names: listed(known) }),
  );

function onlineWords(fact: FactOf<'online'>): EntryWords {
  const { address, agentVersion: to } = fact;
  return {
    title: text(`timeline.online_${fact.after}`),
    facts: [
      text('timeline.from', { address }),
      ...given(fact.awayMilliseconds, (span) => text('timeline.away', { span: formatDuration(span) })),
      ...given(fact.agentVersionBefore, (from) => text('timeline.agentUpdated', { from, to })),
    ],
  };
}

function jobWords(fact: FactOf<'job'>): EntryWords {
  const state = JOB_STATES[fact.state].word.toLowerCase();
  return {
    title: text('timeline.job', { job: jobTitle(fact), state }),
    facts: [
      ...given(resultOf(fact), (result) => result),
      ...given(fact.detail, (detail) => detail),
      ...given(fact.durationMilliseconds, (span) => text('timeline.jobTook', { span: formatDuration(span) })),
      ...given(fact.attempt !== undefined && fact.attempt > 1 ? fact.attempt : undefined, (number) =>
        text('timeline.jobAttempt', { number }),
      ),
      ...given(fact.cancelledBy, (by) => text('timeline.jobCancelledBy', { by })),
      text('timeline.jobIn', { container: fact.containerName }),
      text('timeline.jobBy', { by: fact.by }),
      ...given(fact.containerId === undefined ? true : undefined, () => text('timeline.jobPurged')),
    ],
  };
}

function wakeEndedWords(fact: FactOf<'wakeEnded'>): EntryWords {
  const span = formatDuration(fact.afterMilliseconds);
  const titles = {
    awake: () => text(fact.wokenByUs ? 'timeline.wake_awake' : 'timeline.wake_online', { span }),
    noAnswer: () => text('timeline.wake_noAnswer', { span }),
    stopped: () => text('timeline.wake_stopped', { span }),
    impossible: () => text('timeline.wake_impossible'),
  };
  return {
    title: titles[fact.state](),
    facts: [
      ...given(fact.detail, (detail) => detail),
      ...given(fact.packets > 0 ? fact.packets : undefined, (count) =>
        text('timeline.wakePackets', { count }),
      ),
      ...given(fact.containerName, (container) => text('timeline.jobIn', { container })),
      text('timeline.wakeBy', { by: fact.by }),
    ],
  };
}

function usersWords({ came, left }: FactOf<'users'>): string {
  if (left.length === 0) return text('timeline.usersCame', { names: listed(came) });
  if (came.length === 0) return text('timeline.usersLeft', { names: listed(left) });
  return text('timeline.usersChanged', { came: listed(came), left: listed(left) });
}
