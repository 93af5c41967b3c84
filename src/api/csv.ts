import { Readable } from 'node:stream';
import type { Page } from '#hub/hub.ts';
import type { Reply } from './reply.ts';

/** What stands in each column of a row, by the names of the columns. */
export type Columns<Row> = Readonly<Record<string, (row: Row) => string | number | boolean | undefined>>;

interface Table<Row> {
  /** Of the file, without its ending. */
  name: string;
  columns: Columns<Row>;
  read: (cursor: string | undefined) => Promise<Page<Row>>;
}

/**
 * All rows of a list as a table (RFC 4180, UTF-8), read page by page while it is sent: as fast as it is taken, however
 * long it is. @throws Refusal of the first page, before anything is sent
 */
export async function csv<Row>(table: Table<Row>): Promise<Reply> {
  const first = await table.read(undefined);
  return {
    status: 200,
    headers: {
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': `attachment; filename="${table.name}.csv"`,
    },
    stream: () => Promise.resolve(Readable.from(linesOf(table, first))),
  };
}

async function* linesOf<Row>({ columns, read }: Table<Row>, first: Page<Row>): AsyncGenerator<string> {
  const cells = Object.values(columns);
  // Spreadsheets take a file without this mark for their own machine's character set.
  yield `\uFEFF${Object.keys(columns).join(',')}\r\n`;
  for (let page = first; ;) {
    yield page.rows.map((row) => `${cells.map((cell) => written(cell(row))).join(',')}\r\n`).join('');
    if (page.next === undefined) return;
    page = await read(page.next);
  }
}

/** Quoted where needed. A text that a spreadsheet would execute as a formula gets an apostrophe in front. */
function written(value: string | number | boolean | undefined): string {
  if (typeof value !== 'string') return value === undefined ? '' : String(value);
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
