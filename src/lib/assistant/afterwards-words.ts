import type { PostAction } from '#protocol/package.ts';
import type { PreviewTotals } from '#protocol/views/preview.ts';
import { text } from '../messages/text.ts';

type Happening = Exclude<PostAction, 'none'>;

const extentsOf = ({ restarts, shutdowns, agentRestarts }: PreviewTotals['required']) =>
  [
    { kind: 'restart', extent: restarts },
    { kind: 'shutdown', extent: shutdowns },
    { kind: 'restartAgent', extent: agentRestarts },
  ] as const satisfies { kind: Happening; extent: PreviewTotals['restarts'] }[];

/** `warns`: whoever is logged in is warned before it happens. */
interface AfterwardsSentence {
  sentence: string;
  warns: boolean;
}

/** What packages ask for after their jobs, over the whole plan: what happens, and what is only shown as required. */
export function afterwardsSentences(totals: PreviewTotals): AfterwardsSentence[] {
  const expected = extentsOf(totals).map(({ kind, extent: { jobs, computers } }) => ({
    jobs,
    sentence: text('assistant.expected', { kind, jobs, computers }),
    warns: kind !== 'restartAgent',
  }));
  const required = extentsOf(totals.required).map(({ kind, extent: { jobs, computers } }) => ({
    jobs,
    sentence: text('assistant.required', { kind, computers }),
    warns: false,
  }));
  return [...expected, ...required]
    .filter(({ jobs }) => jobs > 0)
    .map(({ sentence, warns }) => ({ sentence, warns }));
}

/** What one job does to its computer afterwards, as an addition to its reasons. */
export function afterwardsOfJob(postAction: PostAction, restartTimeoutMinutes: number | null): string {
  if (postAction === 'none') return '';
  const never = restartTimeoutMinutes !== null && restartTimeoutMinutes < 0;
  const kind = postAction;
  return ` ${never ? text('assistant.requiredShown', { kind }) : text('assistant.thenHappens', { kind })}`;
}
