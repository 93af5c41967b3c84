/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^-?\d+(?:\.\d+)?$/;
const QUOTED = /[",\r\n]/;

export type Cell = string | number | undefined;

/** A cell as RFC 4180 writes it; what would be carried out by the spreadsheet that opens it is made text. */
export function cellText(cell: Cell): string {
  const text = cell === undefined ? '' : String(cell);
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const lineOf = (cells: readonly Cell[]) => `${cells.map(cellText).join(',')}\r\n`;

interface CursorPage<Row> {
  rows: readonly Row[];
  next?: string;
}

/** The rows of all pages of a list, each as cells. @param first Has been read: what refuses it refuses the file */
export async function* cellsOfPages<Row>(
  first: CursorPage<Row>,
  { cellsOf, read }: { cellsOf: (row: Row) => Cell[]; read: (cursor: string) => Promise<CursorPage<Row>> },
): AsyncGenerator<Cell[][]> {
  for (let page = first; ;) {
    yield page.rows.map(cellsOf);
    if (page.next === undefined) return;
    page = await read(page.next);
  }
}

/**
 * A table as a file, page by page as it is read, never whole in memory. Spreadsheets recognise UTF-8 by its mark.
 * @param name Of the file, without its ending
 */
export function csvResponse(
  name: string,
  { head, pages }: { head: readonly string[]; pages: AsyncIterable<readonly (readonly Cell[])[]> },
): Response {
  const encoder = new TextEncoder();
  const source = pages[Symbol.asyncIterator]();
  let begun = false;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (!begun) controller.enqueue(encoder.encode(`\uFEFF${lineOf(head)}`));
      begun = true;
      const { done, value } = await source.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value.map(lineOf).join('')));
    },
    async cancel() {
      await source.return?.(undefined);
    },
  });
  const file = `${name.replace(/[^\w. -]+/g, '_')}.csv`;
  return new Response(body, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${file}"`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    },
  });
}
