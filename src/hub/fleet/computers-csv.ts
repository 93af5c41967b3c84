import { setImmediate as nextTurn } from 'node:timers/promises';
import { BYTE_ORDER_MARK, csvLine } from '#domain/csv.ts';
import { cellsOf } from '#domain/fleet/cells.ts';
import { FLEET_COLUMNS, type FleetColumn } from '#protocol/fleet-fields.ts';
import type { HubContext } from '../hub-context.ts';
import type { ComputerWish } from '../hub/fleet.ts';
import { computerRows } from './computer-rows.ts';
import { selectComputers } from './select.ts';

/** Rows made at once: the event loop is free in between. */
const SLICE = 500;

/** Z9: all computers that fit, in order, a line each; the first line names the columns. Chosen before it begins. */
export async function computersCsv(
  context: HubContext,
  { columns = FLEET_COLUMNS, ...wish }: ComputerWish & { columns?: readonly FleetColumn[] },
): Promise<AsyncIterable<string>> {
  const placed = await selectComputers(context, { ...wish, whole: true });
  const records = placed.map(({ record }) => record);
  async function* lines(): AsyncGenerator<string> {
    yield BYTE_ORDER_MARK + csvLine(columns);
    for (let from = 0; from < records.length; from += SLICE) {
      const rows = await computerRows(context, records.slice(from, from + SLICE));
      yield rows.map((row) => csvLine(cellsOf(row, columns))).join('');
      await nextTurn();
    }
  }
  return lines();
}
