/** Words that say "not finished yet", the earliest first; those of one line stand for the same. */
const UNFINISHED = [
  ['dev'],
  ['nightly', 'canary'],
  ['alpha'],
  ['beta'],
  ['milestone'],
  ['pre', 'preview', 'prerelease', 'next'],
  ['rc', 'cr', 'candidate'],
  ['snapshot'],
];
const RANKS = new Map(
  UNFINISHED.flatMap((words, rank) => words.map((word) => [word, String(rank)] as const)),
);

/** What a version is read as, from the least to the greatest where two versions differ. */
const TILDE = '!';
const BEFORE_END = '#';
const END = '$';
const DASH = '%';
const WORD = '(';
const PLUS = '+';
const NUMBER = '0';
/** Behind a word: less than any letter, so that a word is less than one that goes on. */
const WORD_END = ' ';

/**
 * V1, V2: a text for a version. Texts are compared as they are, code by code, and are in the order of their versions;
 * equal ones stand for the same version written in two ways.
 */
export function versionOrder(version: string): string {
  const { epoch = '', rest = version } = /^(?<epoch>\d+):(?<rest>.*)$/su.exec(version.trim())?.groups ?? {};
  return [ofNumber(epoch), ...withoutIdleZeros(partsOf(rest.normalize('NFC').toLowerCase())), END].join('');
}

/** V2: whether the one is a newer version than the other. */
export const isNewerVersion = (one: string, other: string): boolean =>
  versionOrder(one) > versionOrder(other);

function partsOf(text: string): string[] {
  const parts: string[] = [];
  for (const [word] of text.replace(/^v(?=\d)/, '').matchAll(/\d+|\p{L}+|[~+.,]|[^\d\p{L}~+.,]+/gu)) {
    if (word === '.' || word === ',') continue;
    const rank = RANKS.get(word);
    if (rank !== undefined) {
      // `1.0-rc1`, `1.0rc1` and `1.0.rc1` are one version.
      if (parts.at(-1) === DASH) parts.pop();
      parts.push(`${BEFORE_END}${rank}`);
    } else if (/^\d/.test(word)) parts.push(ofNumber(word));
    else if (/^\p{L}/u.test(word)) parts.push(`${WORD}${word}${WORD_END}`);
    else if (word === '~') parts.push(TILDE);
    else if (word === '+') parts.push(PLUS);
    else if (parts.at(-1)?.startsWith(BEFORE_END) !== true) parts.push(DASH);
  }
  return parts.at(-1) === DASH ? parts.slice(0, -1) : parts;
}

/** By the count of its digits, then by these: whole numbers of any length. */
function ofNumber(digits: string): string {
  const significant = digits.replace(/^0+/, '');
  return `${NUMBER}${String(significant.length).padStart(3, '0')}${significant}`;
}

/** Zeros at the end of a row of numbers say nothing: `2.0` is `2`. */
function withoutIdleZeros(parts: readonly string[]): string[] {
  const kept: string[] = [];
  for (const part of parts.toReversed()) {
    if (part === ofNumber('0') && kept.at(-1)?.startsWith(NUMBER) !== true) continue;
    kept.push(part);
  }
  return kept.reverse();
}
