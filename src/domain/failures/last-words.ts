import type { OutputStream } from '#protocol/job.ts';
import { overwritten, plainText } from '../plain-text.ts';

/** The end of an attempt's output, in its order. */
export type OutputTail = readonly { stream: OutputStream; text: string }[];

/** A word: what is made of signs alone is a rule, a bar or a prompt. */
const WORD = /\p{L}{3,}/u;
/** What follows an error, or leads to it, and does not say what it was: frames of a stack, echoes of a shell. */
const ASIDES: readonly RegExp[] = [
  // JavaScript, Java, .NET, PowerShell: `at main (app.js:1:2)`, `At line:1 char:5`.
  /^\s*at\s.*(?:\)|:\d)/i,
  /^\s*\.\.\. \d+ more$/,
  // Python.
  /^\s*File ".*", line \d+/,
  // What `set -x` echoes, and PowerShell's account of where it was.
  /^\s*\+/,
  /^\s*Node\.js v\d/,
];

const speaks = (line: string) => WORD.test(line) && !ASIDES.some((aside) => aside.test(line));

/**
 * Y1: the line that says why it failed, as far as one does: the last of stderr that says something, else the last of
 * stdout. @param isWhole Whether the tail is all there is; otherwise its first lines are only ends of lines.
 */
export function lastWords(tail: OutputTail, { isWhole }: { isWhole: boolean }): string | undefined {
  for (const stream of ['stderr', 'stdout'] as const) {
    const lines = tail
      .filter((chunk) => chunk.stream === stream)
      .map((chunk) => chunk.text)
      .join('')
      .split('\n');
    const whole = isWhole || lines.length === 1 ? lines : lines.slice(1);
    const line = whole.map((text) => plainText(overwritten(text)).trim()).findLast(speaks);
    if (line !== undefined) return line;
  }
  return undefined;
}
