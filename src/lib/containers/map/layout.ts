/** Where the cells of the map are, in CSS pixels: rows of equal squares. */
export interface MapLayout {
  count: number;
  columns: number;
  rows: number;
  /** The distance from one cell to the next, the gap between them included. */
  pitch: number;
  /** Of all rows. */
  height: number;
}

export const GAP = 2;
/** As large as so many cells allow. */
const PITCHES = [
  { upTo: 150, pitch: 28 },
  { upTo: 600, pitch: 22 },
  { upTo: 2_500, pitch: 18 },
  { upTo: Infinity, pitch: 14 },
];

export function layoutOf(count: number, width: number): MapLayout {
  const pitch = PITCHES.find(({ upTo }) => count <= upTo)?.pitch ?? 14;
  const columns = Math.max(1, Math.floor(width / pitch));
  const rows = Math.ceil(count / columns);
  return { count, columns, rows, pitch, height: rows * pitch };
}

/** The cell at a point of the map; undefined where none is. */
export function cellAt({ count, columns, pitch }: MapLayout, x: number, y: number): number | undefined {
  const column = Math.floor(x / pitch);
  const index = Math.floor(y / pitch) * columns + column;
  return x < 0 || y < 0 || column >= columns || index >= count ? undefined : index;
}

export const cornerOf = ({ columns, pitch }: MapLayout, index: number): { x: number; y: number } => ({
  x: (index % columns) * pitch,
  y: Math.floor(index / columns) * pitch,
});

/** Where a key leads from a cell; undefined: the key means nothing here. `page`: rows in view. */
export function cellByKey(
  { count, columns }: MapLayout,
  from: number,
  { key, ctrlKey, page }: { key: string; ctrlKey: boolean; page: number },
): number | undefined {
  const to = target(key, { from, columns, count, ctrlKey, page });
  if (to === undefined || count === 0) return undefined;
  return Math.min(count - 1, Math.max(0, to));
}

function target(
  key: string,
  at: { from: number; columns: number; count: number; ctrlKey: boolean; page: number },
): number | undefined {
  const { from, columns, count, ctrlKey, page } = at;
  const column = from % columns;
  switch (key) {
    case 'ArrowRight':
      return from + 1;
    case 'ArrowLeft':
      return from - 1;
    case 'ArrowDown':
      return from + columns < count ? from + columns : from;
    case 'ArrowUp':
      return from >= columns ? from - columns : from;
    case 'PageDown':
      return Math.min(from + page * columns, lastOf(column, { columns, count }));
    case 'PageUp':
      return Math.max(from - page * columns, column);
    case 'Home':
      return ctrlKey ? 0 : from - column;
    case 'End':
      return ctrlKey ? count - 1 : from - column + columns - 1;
    default:
      return undefined;
  }
}

/** The lowest cell of a column. */
const lastOf = (column: number, { columns, count }: { columns: number; count: number }) =>
  column + Math.floor((count - 1 - column) / columns) * columns;
