import { AUDIT_VERBS, type AuditArea, type AuditVerb } from '#protocol/audit.ts';
import type { AuditView } from '#protocol/views/administration.ts';
import { ERRORS, isErrorCode } from '#protocol/errors.ts';
import { text, textInstead, type MessageKey } from '../messages/text.ts';

type Underscored<Word extends string> = Word extends `${infer Area}.${infer Deed}` ? `${Area}_${Deed}` : Word;

/** The sentence of a verb: `Created the user <subject>…</subject>`. It does not compile where there is none. */
export const sentenceOf = (verb: AuditVerb): MessageKey =>
  `audit.did_${verb.replace('.', '_') as Underscored<AuditVerb>}`;

/** The verb by itself, as a filter names it. */
export const verbName = (verb: AuditVerb): string =>
  text(`audit.verb_${verb.replace('.', '_') as Underscored<AuditVerb>}`);

/** What the sentence calls what it was done to. */
export const subjectName = ({ subject }: AuditView): string =>
  subject.name ?? subject.id ?? text('audit.withoutName');

/** What stands under the sentence; the code of a refusal in words. */
export function detailOf({ verb, detail }: AuditView): string | undefined {
  if (detail === undefined || detail === '') return undefined;
  if (verb === 'agent.refused' && isErrorCode(detail))
    return textInstead(`errors.${detail}`, ERRORS[detail][1]);
  return detail;
}

/** As the log names the hub itself, and the command line on its machine. */
const SYSTEM = 'system';

/** A name as the log has it, for people. */
export const nameForPeople = (name: string): string => (name === SYSTEM ? text('audit.theHub') : name);

export const actorName = ({ actor }: AuditView): string => nameForPeople(actor.name);

export const kindOfActor = ({ actor }: AuditView): string | undefined =>
  actor.kind === 'apiToken'
    ? text('audit.byToken')
    : actor.kind === 'agent'
      ? text('audit.byAgent')
      : undefined;

const areaOf = (verb: AuditVerb) => verb.slice(0, verb.indexOf('.')) as AuditArea;

/** Every verb once, by areas in alphabetical order of their names. */
export function verbsByArea(): {
  area: AuditArea;
  name: string;
  verbs: { verb: AuditVerb; name: string }[];
}[] {
  return [...Map.groupBy(AUDIT_VERBS, areaOf)]
    .map(([area, verbs]) => ({
      area,
      name: text(`audit.area_${area}`),
      verbs: verbs.map((verb) => ({ verb, name: verbName(verb) })),
    }))
    .sort((one, other) => one.name.localeCompare(other.name));
}
