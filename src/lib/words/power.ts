import type { PowerAction } from '#protocol/orders.ts';
import type { Presence } from '#protocol/views/computer.ts';
import type { PowerReason, PowerView } from '#protocol/views/power.ts';
import { formatElapsed } from '../format/duration.ts';

interface ActionWords {
  /** `Restart pending` */
  noun: string;
  /** On a button. */
  deed: string;
  /** `PC-12 does not restart` */
  infinitive: string;
  /** `PC-12 restarts` */
  does: string;
  /** `Restarting now` */
  doing: string;
}
export const POWER_ACTIONS: Record<PowerAction, ActionWords> = {
  restart: { noun: 'Restart', deed: 'Restart', infinitive: 'restart', does: 'restarts', doing: 'Restarting' },
  shutdown: {
    noun: 'Shutdown',
    deed: 'Shut down',
    infinitive: 'shut down',
    does: 'shuts down',
    doing: 'Shutting down',
  },
  restartAgent: {
    noun: 'Restart of the agent',
    deed: 'Restart the agent',
    infinitive: 'restart its agent',
    does: 'restarts its agent',
    doing: 'Restarting the agent',
  },
};

const SOON_MILLISECONDS = 1000;

/** `in 12 min`: a span that counts down while it is looked at; the last minute in seconds. */
export function countdown(until: string, now: number): string {
  const span = new Date(until).getTime() - now;
  if (span < SOON_MILLISECONDS) return 'in a moment';
  // Rounded up: "in 12 min" until 11 are left, as people count down.
  if (span < 60_000) return `in ${Math.ceil(span / 1000)} s`;
  return `in ${formatElapsed(Math.ceil(span / 60_000) * 60_000)}`;
}

/** What a restart or shutdown that is due is called, short enough for a row. @param now Milliseconds. */
export function powerWord(power: PowerView, now: number): string {
  const { noun, doing } = POWER_ACTIONS[power.action];
  if (power.problem !== undefined) return `${noun} did not work`;
  switch (power.state) {
    case 'required':
      return `${noun} required`;
    case 'waiting':
      return `${noun} pending`;
    case 'counting':
      return power.until === undefined ? `${noun} pending` : `${noun} ${countdown(power.until, now)}`;
    case 'acting':
      return `${doing} now`;
  }
}

/** The headline of the computer's page: `Restart pending, in 12 min`. */
export function powerHeadline(power: PowerView, now: number): string {
  const { noun } = POWER_ACTIONS[power.action];
  return power.problem === undefined && power.state === 'counting' && power.until !== undefined
    ? `${noun} pending, ${countdown(power.until, now)}`
    : powerWord(power, now);
}

/** `Ann`, `Ann and Ben`, `Ann, Ben and 2 more`. */
export function listed(names: readonly string[], shown = 3): string {
  const unique = [...new Set(names)];
  if (unique.length > shown) return `${unique.slice(0, shown).join(', ')} and ${unique.length - shown} more`;
  return unique.length < 2 ? (unique[0] ?? '') : `${unique.slice(0, -1).join(', ')} and ${unique.at(-1)}`;
}

const isOrAre = (names: readonly string[]) => (new Set(names).size === 1 ? 'is' : 'are');

/** `Ann and Ben are logged in`, `Nobody is logged in`. */
export const whoIsLoggedIn = (names: readonly string[]): string =>
  names.length === 0 ? 'Nobody is logged in' : `${listed(names)} ${isOrAre(names)} logged in`;

/** What happens next and what it waits for, in one or two sentences. */
export function powerOutlook(power: PowerView, computer: { name: string; presence: Presence }): string {
  const { name, presence } = computer;
  const { deed, does } = POWER_ACTIONS[power.action];
  switch (power.state) {
    case 'required':
      return power.timeoutMinutes < 0
        ? `It never happens by itself. ${deed} when it suits the user.`
        : `${whoIsLoggedIn(power.users)}. It waits for a person to decide.`;
    case 'waiting':
      return presence === 'online'
        ? `${name} is told as soon as nothing runs there.`
        : `${name} is offline. It is told when it is back, and warns whoever is logged in then.`;
    case 'counting':
      return power.users.length === 0
        ? 'Nobody was logged in when the agent last looked.'
        : `${whoIsLoggedIn(power.users)} and ${new Set(power.users).size === 1 ? 'has' : 'have'} been warned. Its other jobs wait for it.`;
    case 'acting':
      return `${name} ${does}. This goes away when it is back.`;
  }
}

/** Why, without a stop: `after Firefox 128.0`, `by hand, by Ann: new graphics card`. */
export function powerReason(reason: PowerReason): string {
  switch (reason.kind) {
    case 'job':
      return `after ${reason.packageName} ${reason.packageVersion}`;
    case 'completion':
      return `after completion of ${reason.containerName}, for which it was woken`;
    case 'hand':
      return `by hand, by ${reason.by}${reason.text === '' ? '' : `: ${reason.text}`}`;
  }
}
