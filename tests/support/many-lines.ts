/** How much the largest procedure of the tests prints. */
export const LINES = 200_000;
export const LINE_BYTES = 60;

/** Prints lines of exactly 60 bytes, each with its number, every fourth to stderr. */
export const MANY_LINES = `awk 'BEGIN { for (n = 1; n <= ${LINES}; n++) {
  line = sprintf("%07d ", n); while (length(line) < ${LINE_BYTES - 1}) line = line "x";
  if (n % 4 == 0) print line > "/dev/stderr"; else print line } }'`;

/** The numbers of the lines in a text, in its order. */
export const numbersIn = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => Number(line.slice(0, 7)));

const all = Array.from({ length: LINES }, (_, index) => index + 1);
/** What each stream must hold. */
export const EXPECTED = {
  stdout: all.filter((number) => number % 4 !== 0),
  stderr: all.filter((number) => number % 4 === 0),
};
