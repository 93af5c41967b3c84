import type { JobState } from '#protocol/job.ts';
import { STATE_ORDER } from '../../words/job-state.ts';
import { GLYPHS } from './glyphs.ts';
import { cornerOf, GAP, type MapLayout } from './layout.ts';

/** Colours as the theme has them now. */
export interface MapColours {
  states: ReadonlyMap<JobState, string>;
  /** Of signs on a filled cell. */
  sign: string;
}

/** What the map shows: a state for each cell, and whether it stands back. */
export interface MapPicture {
  layout: MapLayout;
  /** By index: the place of the state in `STATE_ORDER`, and `DIMMED` more where it stands back. */
  codes: Uint8Array;
  colours: MapColours;
  /** What is in view, in CSS pixels of the map. */
  top: number;
  width: number;
  height: number;
}

export const DIMMED = 32;
const NOTHING = 255;
const DIM = 0.22;
const ROUND = 2.5;
const codes = new Map(STATE_ORDER.map((state, code) => [state, code]));
export const codeOf = (state: JobState): number => codes.get(state) ?? 0;

/** Draws the map on a canvas that covers what is in view. Between two pictures only what differs is drawn. */
export class MapPainter {
  readonly #context: CanvasRenderingContext2D;
  readonly #canvas: HTMLCanvasElement;
  readonly #glyphs = new Map<JobState, Path2D>();
  #before: MapPicture | undefined;
  #ratio = 0;

  constructor(canvas: HTMLCanvasElement, context: CanvasRenderingContext2D) {
    this.#canvas = canvas;
    this.#context = context;
    for (const state of STATE_ORDER) {
      const { path } = GLYPHS[state];
      if (path !== undefined) this.#glyphs.set(state, new Path2D(path));
    }
  }

  /** @param ratio Pixels of the screen for one of CSS. @returns how many cells were drawn */
  paint(picture: MapPicture, ratio: number): number {
    const { layout, top, height, codes: now } = picture;
    const isWhole = ratio !== this.#ratio || !isSamePlace(this.#before, picture);
    if (isWhole) this.#fit(picture, ratio);
    const before = isWhole ? undefined : this.#before?.codes;
    const first = Math.floor(top / layout.pitch) * layout.columns;
    const last = Math.min(layout.count, Math.ceil((top + height) / layout.pitch) * layout.columns);
    let drawn = 0;
    for (let index = first; index < last; index += 1) {
      const code = now[index] ?? NOTHING;
      if (before !== undefined && before[index] === code) continue;
      this.#cell(picture, index, code);
      drawn += 1;
    }
    this.#before = picture;
    this.#ratio = ratio;
    return drawn;
  }

  #fit({ width, height }: MapPicture, ratio: number): void {
    this.#canvas.width = Math.max(1, Math.round(width * ratio));
    this.#canvas.height = Math.max(1, Math.round(height * ratio));
    this.#context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#context.lineCap = 'round';
    this.#context.lineJoin = 'round';
  }

  #cell({ layout, top, colours }: MapPicture, index: number, code: number): void {
    const context = this.#context;
    const state = STATE_ORDER[code % DIMMED];
    if (state === undefined) return;
    const { x, y } = cornerOf(layout, index);
    const size = layout.pitch - GAP;
    const colour = colours.states.get(state) ?? '';
    const { filled } = GLYPHS[state];
    context.clearRect(x, y - top, layout.pitch, layout.pitch);
    context.globalAlpha = code >= DIMMED ? DIM : 1;
    context.beginPath();
    if (filled) context.roundRect(x, y - top, size, size, ROUND);
    else context.roundRect(x + 0.75, y - top + 0.75, size - 1.5, size - 1.5, ROUND - 0.75);
    context.lineWidth = 1.5;
    context.fillStyle = colour;
    context.strokeStyle = colour;
    if (filled) context.fill();
    else context.stroke();
    const glyph = this.#glyphs.get(state);
    if (glyph === undefined) return;
    const scale = size / 10;
    context.save();
    context.translate(x, y - top);
    context.scale(scale, scale);
    context.lineWidth = 1.5;
    context.strokeStyle = filled ? colours.sign : colour;
    context.stroke(glyph);
    context.restore();
  }
}

/** Whether cells stand where they stood, in the colours they had. */
function isSamePlace(one: MapPicture | undefined, other: MapPicture): boolean {
  return (
    one !== undefined &&
    one.colours === other.colours &&
    one.top === other.top &&
    one.width === other.width &&
    one.height === other.height &&
    one.layout.count === other.layout.count &&
    one.layout.columns === other.layout.columns &&
    one.layout.pitch === other.layout.pitch
  );
}
