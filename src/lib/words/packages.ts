import type { PostAction, ProcedureJoiner, UpgradeBehaviour } from '#protocol/package.ts';

export const UPGRADES: readonly { value: UpgradeBehaviour; text: string }[] = [
  { value: 'uninstallOthers', text: 'Uninstall other versions first' },
  { value: 'replacesOthers', text: 'The installation itself replaces other versions' },
  { value: 'keepsOthers', text: 'Keep other versions beside it' },
];

export const POST_ACTIONS: readonly { value: PostAction; text: string }[] = [
  { value: 'none', text: 'Nothing' },
  { value: 'restart', text: 'Restart the computer' },
  { value: 'shutdown', text: 'Shut the computer down' },
  { value: 'restartAgent', text: 'Restart the agent' },
];

export const JOINERS: readonly { value: ProcedureJoiner; text: string; explained: string }[] = [
  {
    value: 'script',
    text: 'As one script',
    explained: 'The text goes to the shell as it stands. The exit code is that of its last command.',
  },
  {
    value: 'all',
    text: 'Each line must succeed',
    explained:
      'The first line that fails ends it, with its exit code. Empty lines and comments are left out.',
  },
  {
    value: 'any',
    text: 'Every line runs',
    explained: 'Goes on whatever a line returned; the exit code of the last line counts.',
  },
];

const words = <Value extends string>(list: readonly { value: Value; text: string }[], value: Value) =>
  list.find((one) => one.value === value)?.text ?? value;
export const upgradeWords = (value: UpgradeBehaviour) => words(UPGRADES, value);
export const postActionWords = (value: PostAction) => words(POST_ACTIONS, value);
export const joinerWords = (value: ProcedureJoiner) => words(JOINERS, value);
