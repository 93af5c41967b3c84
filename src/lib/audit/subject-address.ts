import type { AuditView } from '#protocol/views/administration.ts';

/** Where the console shows what an entry is about; undefined when it is gone, or has no page. */
export function subjectAddress({ subject }: Pick<AuditView, 'subject'>): string | undefined {
  const { kind, id, exists, within } = subject;
  if (kind === 'settings') return '/settings';
  if (kind === 'enrolmentToken') return '/settings/enrolment';
  if (kind === 'apiToken') return '/settings/tokens';
  if (id === undefined || exists === undefined) return undefined;
  switch (kind) {
    case 'computer':
      return `/computers/${id}`;
    case 'container':
      return `/containers/${id}`;
    case 'job':
      return within === undefined ? undefined : `/containers/${within}`;
    case 'family':
      return `/packages/${id}`;
    case 'package':
      return within === undefined ? undefined : `/packages/${within}/${id}`;
    case 'computerGroup':
      return `/groups?group=${id}`;
    case 'packageGroup':
      return `/groups?of=packages&group=${id}`;
    case 'user':
      return '/settings/users';
    default:
      return undefined;
  }
}
