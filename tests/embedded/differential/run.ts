import { answer, prepare, type Group, type Place } from './case.ts';

/** Answers by the name of the case, in the order of the cases. */
export type Answers = Record<string, string>;

/** Runs a group's cases. Writing ones always have their indexes: uniqueness is part of the answer. */
export async function runGroup(place: Place, group: Group, withIndexes: boolean): Promise<Answers> {
  const isWriting = group.isWriting === true;
  const answers: Answers = {};
  if (!isWriting) await prepare(place, { ...group, withIndexes });
  for (const each of group.cases) {
    if (isWriting) await prepare(place, { ...group, withIndexes: true });
    if (each.name in answers) throw new Error(`two cases are called ${group.name}: ${each.name}`);
    answers[each.name] = await answer(place, each, isWriting);
  }
  return answers;
}
