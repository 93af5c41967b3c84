import type { ActionName } from './computer-actions.ts';

/** The actions that ask first. */
const ASKED = [
  'message',
  'restart',
  'shutdown',
  'restartAgent',
  'addToGroup',
  'addPackage',
  'secureOn',
  'removeSecureOn',
  'delete',
] as const satisfies readonly ActionName[];
export type AskedAction = (typeof ASKED)[number];
export const isAsked = (action: ActionName): action is AskedAction => ASKED.some((one) => one === action);
