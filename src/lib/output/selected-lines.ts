import type { LineBuffer } from './line-buffer.ts';
import { shownText } from './shown-text.ts';
import type { Place } from './matches.ts';

/**
 * Where a selection begins and ends in an output, in this order; undefined when it is not wholly in it. Of a click both
 * are the same: a click with the shift key, far down, goes on from there.
 */
export function selectedPlaces(viewport: HTMLElement): { from: Place; to: Place } | undefined {
  const selection = document.getSelection();
  if (selection === null) return undefined;
  const { anchorNode, anchorOffset, focusNode, focusOffset } = selection;
  const anchor = placeOf(viewport, anchorNode, anchorOffset);
  const focus = placeOf(viewport, focusNode, focusOffset);
  if (anchor === undefined || focus === undefined) return undefined;
  const isForward = anchor.line < focus.line || (anchor.line === focus.line && anchor.column <= focus.column);
  return isForward ? { from: anchor, to: focus } : { from: focus, to: anchor };
}

function placeOf(viewport: HTMLElement, node: Node | null, offset: number): Place | undefined {
  if (node === null || !viewport.contains(node)) return undefined;
  const element = node instanceof Element ? node : node.parentElement;
  const line = element?.closest<HTMLElement>('[data-line]');
  const text = line?.querySelector('.text');
  if (line === null || line === undefined || text === null || text === undefined) return undefined;
  const number = Number(line.dataset['line']);
  // Beside the text: before its beginning.
  if (!text.contains(node)) return { line: number, column: 0 };
  const range = document.createRange();
  range.selectNodeContents(text);
  range.setEnd(node, offset);
  return { line: number, column: range.toString().length };
}

/** The lines between two places as they are shown, without numbers: also those that are not on the screen. */
export function linesBetween(buffer: LineBuffer, { from, to }: { from: Place; to: Place }): string {
  const lines: string[] = [];
  for (let number = from.line; number <= to.line; number += 1) {
    const text = shownText(buffer.line(number - buffer.dropped - 1)?.text ?? '');
    const begin = number === from.line ? from.column : 0;
    lines.push(number === to.line ? text.slice(begin, to.column) : text.slice(begin));
  }
  return lines.join('\n');
}
