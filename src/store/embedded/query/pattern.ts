import { StoreError } from '../errors.ts';
import type { Pattern } from './condition.ts';

/** MongoDB's bound on the length of a regular expression. */
const LONGEST = 32_764;

/**
 * A regular expression as MongoDB writes it (PCRE, options `i`, `m`, `s`, `x`) as one of JavaScript. Translated:
 * option `x`, a leading `(?i)` and its like, `\A` `\z` `\Z`, and `$`, which in PCRE also stands before a final line end.
 * @throws StoreError 51091 for an expression that JavaScript does not know, 51108 for an unknown option
 */
export function compilePattern({ source, flags }: { source: string; flags: string }): Pattern {
  if (source.length > LONGEST) throw new StoreError(51091, 'Regular expression is too long');
  if (source.includes('\0'))
    throw new StoreError(2, 'Regular expression cannot contain an embedded null byte');
  for (const flag of flags)
    if (!'imsxu'.includes(flag)) throw new StoreError(51108, `invalid flag in regex options: ${flag}`);
  const leading = /^\(\?([imsx]+)\)/.exec(source);
  const all = new Set(flags + (leading?.[1] ?? ''));
  const body = translate({
    source: source.slice(leading?.[0].length ?? 0),
    isExtended: all.has('x'),
    isMultiline: all.has('m'),
  });
  const chosen = ['i', 'm', 's'].filter((flag) => all.has(flag)).join('');
  return { source, flags, expression: compile(body, chosen) };
}

function compile(body: string, flags: string): RegExp {
  try {
    return new RegExp(body, `${flags}u`);
  } catch {
    // With `u` JavaScript refuses escapes that PCRE allows, such as `\-`.
  }
  try {
    return new RegExp(body, flags);
  } catch (error) {
    throw new StoreError(51091, `Regular expression is invalid: ${String(error)}`);
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\A': '(?<![\\s\\S])',
  '\\z': '(?![\\s\\S])',
  '\\Z': '(?=\\n?(?![\\s\\S]))',
};

function translate(options: { source: string; isExtended: boolean; isMultiline: boolean }): string {
  const { source, isExtended, isMultiline } = options;
  let result = '';
  let isInClass = false;
  for (let at = 0; at < source.length; at += 1) {
    const char = source.charAt(at);
    if (char === '\\') {
      const escape = source.slice(at, at + 2);
      result += (isInClass ? undefined : ESCAPES[escape]) ?? escape;
      at += 1;
    } else if (isInClass) {
      if (char === ']') isInClass = false;
      result += char;
    } else if (char === '[') {
      isInClass = true;
      result += char;
    } else if (char === '$' && !isMultiline) {
      result += '(?=\\n?(?![\\s\\S]))';
    } else if (isExtended && /\s/.test(char)) {
      continue;
    } else if (isExtended && char === '#') {
      const end = source.indexOf('\n', at);
      at = end < 0 ? source.length : end;
    } else {
      result += char;
    }
  }
  return result;
}
