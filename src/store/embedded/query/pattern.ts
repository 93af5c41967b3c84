import { notSupported, StoreError } from '../errors.ts';
import type { Pattern } from './condition.ts';

/** MongoDB's bound on the length of a regular expression. */
const LONGEST = 32_764;

/** Where PCRE's `$` matches without the option `m`: at the end, and before a line end that is the last character. */
const END = '(?=\\n?(?![\\s\\S]))';

/**
 * A regular expression as MongoDB writes it (PCRE, options `i`, `m`, `s`) as one of JavaScript: the part of the
 * language that both have, with the same meaning. @throws StoreError 51091, 51108, 115
 */
export function compilePattern({ source, flags }: { source: string; flags: string }): Pattern {
  if (source.length > LONGEST) throw new StoreError(51091, 'Regular expression is too long');
  if (source.includes('\0'))
    throw new StoreError(2, 'Regular expression cannot contain an embedded null byte');
  for (const flag of flags) {
    if (flag === 'x') throw notSupported('the option x of regular expressions');
    if (!'ims'.includes(flag)) throw new StoreError(51108, `invalid flag in regex options: ${flag}`);
  }
  const body = translate(source, flags.includes('m'));
  try {
    return { source, flags, expression: new RegExp(body, `${[...new Set(flags)].join('')}u`) };
  } catch (error) {
    throw new StoreError(51091, `Regular expression is invalid: ${String(error)}`);
  }
}

function translate(source: string, isMultiline: boolean): string {
  let result = '';
  let isInClass = false;
  for (let at = 0; at < source.length; at += 1) {
    const char = source.charAt(at);
    if (char === '\\') {
      at += 1;
      result += translateEscape(source.charAt(at), isInClass);
    } else {
      if (char === '[') isInClass = true;
      if (char === ']') isInClass = false;
      result += char === '$' && !isMultiline && !isInClass ? END : char;
    }
  }
  return result;
}

/** JavaScript knows fewer escapes of punctuation than PCRE, and letters that mean something else there. */
function translateEscape(char: string, isInClass: boolean): string {
  if (/[a-zA-Z]/.test(char) && !'dDwWsSbBnrtfx'.includes(char))
    throw notSupported(`the escape \\${char} in regular expressions`);
  const needsNone = /[^\w^$\\.*+?()[\]{}|/]/.test(char) && !(isInClass && char === '-');
  return needsNone ? char : `\\${char}`;
}
