import type { TimelineFact } from '#protocol/views/timeline.ts';
import { formatShort } from '../format/time.ts';
import { text } from '../messages/text.ts';
import { listed, whoIsLoggedIn } from '../words/power.ts';
import type { EntryWords } from './entry-words.ts';

export type PowerFact = Extract<TimelineFact, { what: `power${string}` }>;

/** What is said of a restart or shutdown. @param zone IANA: the viewer's. */
export function powerWords(fact: PowerFact, zone: string): EntryWords {
  const { action } = fact;
  const until = (at: string | undefined) =>
    at === undefined ? [] : [text('timeline.powerUntil', { until: formatShort(at, zone) })];
  switch (fact.what) {
    case 'powerOrdered':
      return orderedWords(fact);
    case 'powerWarned':
      return {
        title: text('timeline.powerWarned', { action }),
        facts: [...(fact.users.length === 0 ? [] : [listed(fact.users)]), ...until(fact.until)],
      };
    case 'powerPostponed':
      return { title: text('timeline.powerPostponed', { action, by: fact.by }), facts: until(fact.until) };
    case 'powerHastened':
      return {
        title: text('timeline.powerHastened', { action, by: fact.by ?? text('timeline.somebody') }),
        facts: [],
      };
    case 'powerHeld':
      return fact.problem === undefined
        ? { title: text('timeline.powerHeld', { action }), facts: [whoIsLoggedIn(fact.users)] }
        : { title: text('timeline.powerFailed', { action }), facts: [fact.problem] };
    case 'powerBegan':
      return { title: text('timeline.powerBegan', { action }), facts: [] };
    case 'powerEnded':
      return {
        title:
          fact.how === 'calledOff' && fact.by !== undefined
            ? text('timeline.calledOffBy', { action, by: fact.by })
            : text(`timeline.powerEnded_${fact.how}`, { action }),
        facts: [],
      };
  }
}

function orderedWords({
  action,
  reasons,
  timeoutMinutes,
  required,
}: Extract<PowerFact, { what: 'powerOrdered' }>): EntryWords {
  const [title = '', ...further] = reasons.map((reason) => {
    switch (reason.kind) {
      case 'job':
        return text('timeline.powerByJob', {
          action,
          what: `${reason.packageName} ${reason.packageVersion}`,
        });
      case 'completion':
        return text('timeline.powerByCompletion', { action, what: reason.containerName });
      case 'hand':
        return text('timeline.powerByHand', { action, by: reason.by });
    }
  });
  const said = reasons.flatMap((reason) =>
    reason.kind === 'hand' && reason.text !== '' ? [reason.text] : [],
  );
  const waits =
    required || timeoutMinutes < 0
      ? text('timeline.powerNever')
      : text('timeline.powerTimeout', { minutes: Math.round(timeoutMinutes) });
  return {
    title,
    facts: [...said.map((words) => text('timeline.messageText', { text: words })), waits],
    ...(further.length === 0 ? {} : { lines: further }),
  };
}
