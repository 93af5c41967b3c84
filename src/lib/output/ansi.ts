import { CONTROLS, ESCAPES } from '#domain/plain-text.ts';

/** A piece of a line with one look. `colour`: 0–15, as the terminal numbers them. */
export interface Span {
  text: string;
  colour?: number;
  bold?: true;
  dim?: true;
  underline?: true;
}
type Look = Omit<Span, 'text'>;

/** Splits a line at its colour codes. Everything else a terminal would obey is left out. */
export function parseAnsi(line: string): Span[] {
  if (!line.includes('\u001b')) return [{ text: line.replace(CONTROLS, '') }];
  const spans: Span[] = [];
  let look: Look = {};
  let from = 0;
  const push = (text: string) => {
    const clean = text.replace(CONTROLS, '');
    if (clean !== '') spans.push({ text: clean, ...look });
  };
  for (const match of line.matchAll(ESCAPES)) {
    push(line.slice(from, match.index));
    from = match.index + match[0].length;
    if (match[2] === 'm') look = changed(look, match[1] ?? '');
  }
  push(line.slice(from));
  return spans.length === 0 ? [{ text: '' }] : spans;
}

function changed(look: Look, parameters: string): Look {
  const codes = parameters.split(/[;:]/).map((code) => (code === '' ? 0 : Number(code)));
  const next: Look = { ...look };
  for (let index = 0; index < codes.length; index += 1) {
    const code = codes[index] ?? 0;
    if (code === 0) {
      for (const key of ['colour', 'bold', 'dim', 'underline'] as const) delete next[key];
    } else if (code === 1) next.bold = true;
    else if (code === 2) next.dim = true;
    else if (code === 4) next.underline = true;
    else if (code === 22) {
      delete next.bold;
      delete next.dim;
    } else if (code === 24) delete next.underline;
    else if (code >= 30 && code <= 37) next.colour = code - 30;
    else if (code >= 90 && code <= 97) next.colour = code - 90 + 8;
    else if (code === 39) delete next.colour;
    else if (code === 38 || code === 48) {
      // 256 colours: the first sixteen are ours; true colour is left to the text's own.
      const palette = codes[index + 1] === 5 ? codes[index + 2] : undefined;
      if (code === 38 && palette !== undefined && palette < 16) next.colour = palette;
      index += codes[index + 1] === 5 ? 2 : 4;
    }
  }
  return next;
}
