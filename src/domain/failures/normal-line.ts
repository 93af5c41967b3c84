import { plainText } from '../plain-text.ts';

/** Characters of a normal line: enough to tell what went wrong, little enough for a heading. */
const LENGTH = 160;
/** Characters of a line that are looked at. */
const LENGTH_READ = 2_000;
/** What is replaced may lay bare what is to be replaced, once or twice. */
const ROUNDS = 6;
/** Shorter names are words of many lines. */
const SHORTEST_NAME = 3;

const MONTHS = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec';
/** In this order: what is made of numbers is found before the numbers in it are. `#` is a value, `…` a place. */
const REPLACEMENTS: readonly (readonly [RegExp, string])[] = [
  // Addresses of the web and the like.
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]+/gi, '…'],
  // GUIDs.
  [/\{?\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b\}?/gi, '#'],
  // Paths of Windows: the drive stays, it may be the one that is full. Names between backslashes may hold blanks.
  [/\b([a-z]:)[\\/](?:[^\\/:*?"<>|]{1,80}[\\/])*[^\\/\s:*?"<>|,;)\]]+/gi, '$1…'],
  [/\b([a-z]:)[\\/]/gi, '$1'],
  [/\\\\[^\s"'<>|]+/g, '…'],
  // Paths of other systems.
  [/(?<![\p{L}\p{N}.…#])(?:~|\.{1,2})?\/[^\s"'<>|:;,()[\]]+/gu, '…'],
  // Dates and times.
  [/\b\d{4}-\d{2}-\d{2}(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)?(?:Z|[+-]\d{2}:?\d{2}\b)?/g, '#'],
  [/\b\d{1,4}[./]\d{1,2}[./]\d{2,4}\b/g, '#'],
  [new RegExp(`\\b(?:${MONTHS})[a-z]*\\.? +\\d{1,2}\\b`, 'gi'), '#'],
  [/\b\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[ap]m\b)?/gi, '#'],
  // Addresses of networks and cards.
  [/\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b/gi, '#'],
  [/\b(?=[0-9a-f:]*\d)[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])/gi, '#'],
  // Hexadecimal numbers, digests, and long words with digits in them, which are ids.
  [/\b0x[0-9a-f]+\b/gi, '#'],
  [/\b(?=[a-f]*\d)[0-9a-f]{8,}\b/gi, '#'],
  [/\b(?=[a-z_]*\d)\w{16,}\b/gi, '#'],
  [/(?:(?<![\p{L}\p{N}#…])[-+])?\p{Nd}+(?:[.,]\p{Nd}+)*/gu, '#'],
  // Several values beside one another are one.
  [/#(?:[ .,:/x-]{0,2}#)+/g, '#'],
];

/**
 * Y2: a line as it would read on every computer: without colours, numbers, times, ids, addresses, paths and the
 * computer's own name. A normal line is its own.
 */
export function normalLine(line: string, computerName = ''): string {
  let text = plainText(line.slice(0, LENGTH_READ)).normalize('NFC').replaceAll(/\s+/g, ' ').trim();
  if (computerName.length >= SHORTEST_NAME) {
    const name = computerName.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
    text = text.replaceAll(new RegExp(`(?<![\\w-])${name}(?![\\w-])`, 'gi'), '…');
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    const shorter = replacedOnce(text);
    if (shorter === text) break;
    text = shorter;
  }
  return text;
}

function replacedOnce(line: string): string {
  let text = line;
  for (const [pattern, instead] of REPLACEMENTS) text = text.replaceAll(pattern, instead);
  return text.length > LENGTH ? `${text.slice(0, LENGTH - 1).trimEnd()}…` : text;
}
