import Bowser from 'bowser';
import type { UserSession } from '#domain/entities.ts';
import type { SessionView } from '#protocol/views/administration.ts';

/** @param askedBy the sign-in by which this is asked */
export function sessionView(session: UserSession, askedBy: string | undefined): SessionView {
  const { id, createdAt, expiresAt, address, userAgent } = session;
  return {
    id,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    address,
    ...(userAgent === undefined ? {} : deviceOf(userAgent)),
    current: id === askedBy,
  };
}

/** What a browser says it is. Anybody can say anything: shown, never relied on. */
function deviceOf(userAgent: string): Pick<SessionView, 'browser' | 'system'> {
  if (userAgent === '') return {};
  const { browser, os } = Bowser.parse(userAgent);
  return {
    ...(browser.name ? { browser: browser.name } : {}),
    ...(os.name ? { system: os.name } : {}),
  };
}
