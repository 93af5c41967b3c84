import type { PowerAction } from '#protocol/orders.ts';
import type { Presence } from '#protocol/views/computer.ts';
import type { PowerReason, PowerView } from '#protocol/views/power.ts';
import { formatElapsed } from '../format/duration.ts';
import { text } from '../messages/text.ts';

/** On a button: `Restart`, `Shut down`. */
export const powerDeed = (action: PowerAction): string => text('power.deed', { action });
/** `Restart`, `Shutdown`. */
export const powerNoun = (action: PowerAction): string => text('power.noun', { action });

const SOON_MILLISECONDS = 1000;

/** `in 12 min`: a span that counts down while it is looked at; the last minute in seconds. */
export function countdown(until: string, now: number): string {
  const span = new Date(until).getTime() - now;
  if (span < SOON_MILLISECONDS) return text('power.inAMoment');
  // Rounded up: "in 12 min" until 11 are left, as people count down.
  const rounded = span < 60_000 ? Math.ceil(span / 1000) * 1000 : Math.ceil(span / 60_000) * 60_000;
  return text('power.inSpan', { span: formatElapsed(rounded) });
}

/** What a restart or shutdown that is due is called, short enough for a row. @param now Milliseconds. */
export function powerWord({ action, state, until, problem }: PowerView, now: number): string {
  if (problem !== undefined) return text('power.didNotWork', { action });
  switch (state) {
    case 'required':
      return text('power.required', { action });
    case 'waiting':
      return text('power.pending', { action });
    case 'counting':
      return until === undefined
        ? text('power.pending', { action })
        : text('power.counting', { action, until: countdown(until, now) });
    case 'acting':
      return text('power.acting', { action });
  }
}

/** The headline of the computer's page: `Restart pending, in 12 min`. */
export function powerHeadline(power: PowerView, now: number): string {
  const { action, state, until, problem } = power;
  return problem === undefined && state === 'counting' && until !== undefined
    ? text('power.pendingUntil', { action, until: countdown(until, now) })
    : powerWord(power, now);
}

/** `Ann`, `Ann and Ben`, `Ann, Ben and 2 more`. */
export function listed(names: readonly string[], shown = 3): string {
  const unique = [...new Set(names)];
  const first = unique.slice(0, shown).join(', ');
  if (unique.length > shown) return text('power.listedMore', { names: first, count: unique.length - shown });
  const last = unique.at(-1) ?? '';
  return unique.length < 2 ? last : text('power.listedTwo', { names: unique.slice(0, -1).join(', '), last });
}

/** `Ann and Ben are logged in`, `Nobody is logged in`. */
export const whoIsLoggedIn = (names: readonly string[]): string =>
  names.length === 0
    ? text('power.nobodyLoggedIn')
    : text('power.loggedIn', { names: listed(names), count: new Set(names).size });

/** What happens next and what it waits for, in one or two sentences. */
export function powerOutlook(power: PowerView, computer: { name: string; presence: Presence }): string {
  const { name, presence } = computer;
  const { action, users } = power;
  switch (power.state) {
    case 'required':
      return power.timeoutMinutes < 0
        ? text('power.outlookNever', { action })
        : text('power.outlookHeld', { who: whoIsLoggedIn(users) });
    case 'waiting':
      return presence === 'online'
        ? text('power.outlookOnline', { name })
        : text('power.outlookOffline', { name });
    case 'counting':
      return users.length === 0
        ? text('power.outlookNobody')
        : text('power.outlookWarned', { who: whoIsLoggedIn(users), count: new Set(users).size });
    case 'acting':
      return text('power.outlookActing', { action, name });
  }
}

/** Why, without a stop: `after Firefox 128.0`, `by hand, by Ann: new graphics card`. */
export function powerReason(reason: PowerReason): string {
  switch (reason.kind) {
    case 'job': {
      const { packageName, packageVersion } = reason;
      return text('power.reasonJob', { packageName, packageVersion });
    }
    case 'completion':
      return text('power.reasonCompletion', { containerName: reason.containerName });
    case 'hand':
      return reason.text === ''
        ? text('power.reasonHand', { by: reason.by })
        : text('power.reasonHandText', { by: reason.by, text: reason.text });
  }
}
