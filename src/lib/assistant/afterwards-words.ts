import type { PostAction } from '#protocol/package.ts';
import type { PreviewTotals } from '#protocol/views/preview.ts';
import { counted } from '../format/bytes.ts';

type Happening = Exclude<PostAction, 'none'>;
interface AfterwardsWords {
  /** `2 restarts expected` */
  noun: string;
  /** `Restart required` */
  required: string;
  /** `The computer restarts` */
  does: string;
}

const WORDS: Record<Happening, AfterwardsWords> = {
  restart: {
    noun: 'restart',
    required: 'Restart',
    does: 'the computer restarts',
  },
  shutdown: {
    noun: 'shutdown',
    required: 'Shutdown',
    does: 'the computer shuts down',
  },
  restartAgent: {
    noun: 'agent restart',
    required: 'Restart of the agent',
    does: 'the agent restarts',
  },
};

const extentsOf = ({ restarts, shutdowns, agentRestarts }: PreviewTotals['required']) =>
  [
    { kind: 'restart', extent: restarts },
    { kind: 'shutdown', extent: shutdowns },
    { kind: 'restartAgent', extent: agentRestarts },
  ] as const satisfies { kind: Happening; extent: PreviewTotals['restarts'] }[];

/** `warns`: whoever is logged in is warned before it happens. */
interface AfterwardsSentence {
  text: string;
  warns: boolean;
}

/** What packages ask for after their jobs, over the whole plan: what happens, and what is only shown as required. */
export function afterwardsSentences(totals: PreviewTotals): AfterwardsSentence[] {
  const expected = extentsOf(totals).map(({ kind, extent: { jobs, computers } }) => ({
    jobs,
    text: `${counted(jobs, WORDS[kind].noun)} expected, on ${counted(computers, 'computer')}.`,
    warns: kind !== 'restartAgent',
  }));
  const required = extentsOf(totals.required).map(({ kind, extent: { jobs, computers } }) => ({
    jobs,
    text: `${WORDS[kind].required} required on ${counted(computers, 'computer')} afterwards, ${
      computers === 1 ? 'not done' : 'none done'
    } by itself.`,
    warns: false,
  }));
  return [...expected, ...required]
    .filter(({ jobs }) => jobs > 0)
    .map(({ text, warns }) => ({ text, warns }));
}

/** What one job does to its computer afterwards, as an addition to its reasons. */
export function afterwardsOfJob(postAction: PostAction, restartTimeoutMinutes: number | null): string {
  if (postAction === 'none') return '';
  const { does, required } = WORDS[postAction];
  const never = restartTimeoutMinutes !== null && restartTimeoutMinutes < 0;
  return never ? ` Then “${required.toLowerCase()} required” is shown.` : ` Then ${does}.`;
}
