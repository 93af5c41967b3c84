import type {
  ApiTokenView,
  AuditView,
  EnrolmentTokenView,
  SessionView,
  UserRow,
} from '#protocol/views/administration.ts';

/** What the loads of these pages give. */
export interface UsersSnapshot {
  /** Absent for who may only see what roles there are. */
  users?: UserRow[];
  /** The id of who looks. */
  self: string;
}
export interface TokensSnapshot {
  tokens: ApiTokenView[];
}
export interface EnrolmentSnapshot {
  tokens: EnrolmentTokenView[];
  /** There are older ones. */
  more: boolean;
  refused: AuditView[];
}
export interface AccountSnapshot {
  self: string;
  sessions: SessionView[];
}
