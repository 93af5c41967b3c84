import { VERBS, type Verb } from '#domain/permission.ts';
import { text } from '../messages/text.ts';

/** `deployment.createForOne` as it stands in the name of a message. */
type Underscored<Word extends string> = Word extends `${infer Area}.${infer Deed}` ? `${Area}_${Deed}` : Word;

const underscored = (verb: Verb) => verb.replace('.', '_') as Underscored<Verb>;

/** What somebody who has the verb may do: `Deploy to several computers at once`. */
export const verbWords = (verb: Verb): string => text(`access.may_${underscored(verb)}`);

/** The verbs as the table of roles shows them, area by area. */
export const VERB_AREAS = [
  { area: 'looking', starts: ['read', 'content.', 'audit.', 'system.'] },
  { area: 'computers', starts: ['computer.', 'installation.'] },
  { area: 'deployments', starts: ['deployment.', 'job.'] },
  { area: 'packages', starts: ['package.', 'group.'] },
  { area: 'administration', starts: [''] },
] as const;
export type VerbArea = (typeof VERB_AREAS)[number]['area'];

/** Every verb once, in the area that names it first. */
export function verbsByArea(): { area: VerbArea; name: string; verbs: Verb[] }[] {
  const left = new Set(VERBS);
  return VERB_AREAS.map(({ area, starts }) => {
    const verbs = [...left].filter((verb) => starts.some((start) => verb.startsWith(start)));
    for (const verb of verbs) left.delete(verb);
    return { area, name: text(`access.area_${area}`), verbs };
  });
}
