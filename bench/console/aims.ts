/** What the console is to keep to, each a figure that is not to be exceeded. */
export const AIMS = {
  /** Kilobytes (1,000 bytes), packed, of all scripts of a page that a browser has never seen. */
  scripts: 200,
  /** Milliseconds until the whole document has come, at the median. */
  server: 100,
  /** Milliseconds from navigation until the largest part of the page is painted. */
  painted: 1_000,
  /** Milliseconds at the median for all failures of a container, in groups. */
  failures: 1_000,
  /** Milliseconds at the median for the last byte of the CSV of a container. */
  csv: 2_000,
  /** Milliseconds that nothing else happens in the browser: what people feel as a stop. */
  longestTask: 200,
  /** Milliseconds between two frames, of 95 in 100: twenty a second. */
  frame: 50,
  /** Milliseconds from the last change until it is shown. */
  shown: 1_000,
  /** Cumulative layout shift, above which a page is felt to jump. */
  shift: 0.1,
} as const;

export const aim = (most: number): string => `≤ ${most.toLocaleString('en')}`;
