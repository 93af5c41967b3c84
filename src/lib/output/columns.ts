import { plainText } from '#domain/plain-text.ts';

/** Columns between tab stops. */
const TAB = 8;
/** Characters that take two columns of a monospaced font: East Asian scripts and pictographs. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/gu;
const PLAIN = /^[\x20-\x7e]*$/;

/** Tabs become spaces up to the next stop: then every character is as wide as the layout believes. */
export function withoutTabs(text: string): string {
  if (!text.includes('\t')) return text;
  let result = '';
  for (const piece of text.split('\t'))
    result += piece + ' '.repeat(TAB - ((result.length + piece.length) % TAB));
  return result.trimEnd();
}

/** How many columns a line takes on the screen. */
export function columnsOf(line: string): number {
  if (PLAIN.test(line)) return line.length;
  const text = withoutTabs(plainText(line));
  return PLAIN.test(text) ? text.length : [...text].length + (text.match(WIDE)?.length ?? 0);
}
