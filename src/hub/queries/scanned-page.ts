import { LIMITS } from '#protocol/limits.ts';
import type { Page } from '../hub.ts';

/** Rows that one request looks at: with so many that do not fit, the page is short and names the next one. */
const ROWS_LOOKED_AT = 10 * LIMITS.pageRows;

/**
 * A page of the rows that fit, where the database cannot tell: it is read in order, batch by batch. `limit`: rows
 * that were asked for. `read`: rows after this one, at most so many; fewer only at the end.
 */
export async function scannedPage<Row>(wish: {
  limit: number;
  read: (after: Row | undefined, limit: number) => Promise<Row[]>;
  fits: (row: Row) => boolean;
  cursorOf: (row: Row) => string;
}): Promise<Page<Row>> {
  const { limit, read, fits, cursorOf } = wish;
  const rows: Row[] = [];
  let last: Row | undefined;
  for (let looked = 0; looked < ROWS_LOOKED_AT; looked += LIMITS.pageRows) {
    const batch = await read(last, LIMITS.pageRows);
    for (const row of batch) {
      last = row;
      if (fits(row)) rows.push(row);
      if (rows.length === limit) return { rows, next: cursorOf(row) };
    }
    if (batch.length < LIMITS.pageRows) return { rows };
  }
  return last === undefined ? { rows } : { rows, next: cursorOf(last) };
}
