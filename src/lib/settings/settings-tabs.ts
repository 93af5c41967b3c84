import type { Verb } from '#domain/permission.ts';
import type { Role } from '#protocol/role.ts';
import { text } from '../messages/text.ts';
import { whyNot } from '../words/permission.ts';

const TABS = [
  { id: 'rules', href: '/settings', verb: 'settings.read' },
  // Who may do what is for everybody; who there is, for admins.
  { id: 'users', href: '/settings/users', verb: 'read' },
  { id: 'tokens', href: '/settings/tokens', verb: 'apiToken.read' },
  { id: 'enrolment', href: '/settings/enrolment', verb: 'enrolment.read' },
  { id: 'assistant', href: '/settings/assistant', verb: 'settings.read' },
  { id: 'audit', href: '/settings/audit', verb: 'audit.read' },
] as const satisfies readonly { id: string; href: string; verb: Verb }[];

/** The pages of the settings, each with the reason why a role finds nothing there. */
export const settingsTabs = (role: Role) =>
  TABS.map(({ id, href, verb }) => ({
    id,
    href,
    name: text(`settings.tab_${id}`),
    locked: whyNot(role, verb),
  }));
