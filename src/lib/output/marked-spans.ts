import { parseAnsi, type Span } from './ansi.ts';
import { withoutTabs } from './columns.ts';

/** A piece of a line with one look, and whether it is one of the words that are searched for. */
export interface MarkedSpan extends Span {
  mark?: 'found' | 'current';
}

/** @param columns Where the words stand in the line as it is shown; `current`: the one that is looked at. */
export function markedSpans(
  text: string,
  found: { columns: readonly number[]; length: number; current: number | undefined } | undefined,
): MarkedSpan[] {
  const spans = parseAnsi(withoutTabs(text));
  if (found === undefined || found.columns.length === 0) return spans;
  const marked: MarkedSpan[] = [];
  let begin = 0;
  for (const span of spans) {
    const end = begin + span.text.length;
    let at = begin;
    for (const column of found.columns) {
      const from = Math.max(column, at);
      const to = Math.min(column + found.length, end);
      if (to <= from) continue;
      if (from > at) marked.push({ ...span, text: span.text.slice(at - begin, from - begin) });
      marked.push({
        ...span,
        text: span.text.slice(from - begin, to - begin),
        mark: column === found.current ? 'current' : 'found',
      });
      at = to;
    }
    if (at < end) marked.push({ ...span, text: span.text.slice(at - begin) });
    begin = end;
  }
  return marked;
}
