/* eslint-disable no-control-regex -- control characters are what is looked for */
/** Control sequences of terminals (colours among them), titles of windows, and the few single-letter escapes. */
export const ESCAPES =
  /\u001b(?:\[([0-9;:?]*)[ -/]*([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[()][0-9A-Za-z]|[=>78cDEHMNOZ])/g;
/** Other control characters would show as boxes or nothing at all. Tabs stay. */
export const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f]/g;
/* eslint-enable no-control-regex */

/** A line of output as it is read, without any escape. */
export const plainText = (line: string) =>
  line.includes('\u001b') ? line.replace(ESCAPES, '').replace(CONTROLS, '') : line.replace(CONTROLS, '');

/**
 * What a terminal shows of a line in which the procedure went back to its beginning: what was written last. A
 * carriage return at the very end is kept, for the line feed or the next writing that may follow it.
 */
export function overwritten(text: string): string {
  const last = text.lastIndexOf('\r', text.length - 2);
  return last < 0 ? text : text.slice(last + 1);
}
