import type { PostAction, ProcedureJoiner, UpgradeBehaviour } from '#protocol/package.ts';
import { text } from '../messages/text.ts';

/** A value of a package, with what it is called and means. */
interface Named<Value extends string> {
  value: Value;
  readonly text: string;
}

export const upgradeWords = (value: UpgradeBehaviour) => text(`packages.upgrade_${value}`);
export const postActionWords = (value: PostAction) => text(`packages.after_${value}`);
export const joinerWords = (value: ProcedureJoiner) => text(`packages.joiner_${value}`);

/** To choose from, each with its words in the viewer's language. */
const named = <Value extends string>(
  values: readonly Value[],
  words: (value: Value) => string,
): Named<Value>[] =>
  values.map((value) => ({
    value,
    get text() {
      return words(value);
    },
  }));

export const UPGRADES = named(['uninstallOthers', 'replacesOthers', 'keepsOthers'] as const, upgradeWords);
export const POST_ACTIONS = named(['none', 'restart', 'shutdown', 'restartAgent'] as const, postActionWords);

export const JOINERS: readonly (Named<ProcedureJoiner> & { readonly explained: string })[] = (
  ['script', 'all', 'any'] as const
).map((value) => ({
  value,
  get text() {
    return joinerWords(value);
  },
  get explained() {
    return text(`packages.joinerNote_${value}`);
  },
}));
