import type { Actor } from '#domain/entities.ts';
import type { SessionView, UserView } from '#protocol/views/administration.ts';
import type { Input } from '../hub.ts';

/** Who may sign in, and with what. */
export interface AccessCommands {
  /** Signs the user out: nothing goes on with the former role. Refusals: `lastAdmin`. */
  changeRole(actor: Actor, input: Input<'ChangeRole'>): Promise<UserView>;
  /**
   * One's own with the current one, an admin anybody's. Ends the user's sign-ins, but for the one that asks.
   * Refusals: `wrongCredentials`, `tooManyAttempts`.
   */
  changePassword(actor: Actor, input: Input<'ChangePassword'>): Promise<void>;
  /** Ends the user's sign-ins. Refusals: `lastAdmin`. */
  deleteUser(actor: Actor, input: Input<'DeleteUser'>): Promise<void>;
  revokeApiToken(actor: Actor, input: Input<'RevokeApiToken'>): Promise<void>;
  /** All of a user's; of one's own all but the one that asks, an admin anybody's. */
  endSessions(actor: Actor, input: Input<'EndSessions'>): Promise<{ ended: number }>;
  /** One of one's own; another's is `notFound`. */
  endSession(actor: Actor, input: Input<'EndSession'>): Promise<void>;
}

export interface AccessQueries {
  /** One's own sign-ins, newest first; none for a token. */
  ownSessions(actor: Actor): Promise<SessionView[]>;
}
