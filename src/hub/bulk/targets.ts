import { Refusal } from '#protocol/errors.ts';
import { FilterOfText } from '#protocol/fleet-filter.ts';
import { LIMITS } from '#protocol/limits.ts';
import { parse } from '#protocol/parse.ts';
import type { ComputerTargets } from '#protocol/requests.ts';
import type { FleetRecord } from '../fleet/fleet-record.ts';
import { selectComputers } from '../fleet/select.ts';
import type { HubContext } from '../hub-context.ts';

/** Computers that are meant: those that are there, by name, and how many of the named ones are gone. */
export interface MeantComputers {
  records: FleetRecord[];
  gone: number;
}

/**
 * Who is meant in this moment.
 * @throws Refusal `invalidInput` when it names both ids and a filter, or neither, or nobody; `tooLarge`
 */
export async function meantComputers(
  context: Pick<HubContext, 'fleet' | 'store'>,
  { computerIds, matching }: ComputerTargets,
): Promise<MeantComputers> {
  if ((computerIds === undefined) === (matching === undefined)) {
    throw new Refusal('invalidInput', { detail: 'Name either computers or a filter.' });
  }
  const meant =
    computerIds === undefined
      ? { records: await matchingComputers(context, matching ?? ''), gone: 0 }
      : await named(context, computerIds);
  const { length } = meant.records;
  if (length > LIMITS.targetsPerRequest) {
    throw new Refusal('tooLarge', {
      detail: `One request may name ${LIMITS.targetsPerRequest} computers. ${length} fit this filter.`,
    });
  }
  if (length + meant.gone === 0) {
    const path = computerIds === undefined ? 'matching' : 'computerIds';
    const message =
      computerIds === undefined ? 'no computer fits this filter' : 'choose one computer at least';
    throw new Refusal('invalidInput', { detail: `${path}: ${message}`, fields: [{ path, message }] });
  }
  return meant;
}

/** All that fit a filter, as text, by name. @throws Refusal `invalidInput` */
export async function matchingComputers(
  context: Pick<HubContext, 'fleet' | 'store'>,
  text: string,
): Promise<FleetRecord[]> {
  const placed = await selectComputers(context, { filter: parse(FilterOfText, text), whole: true });
  return placed.map(({ record }) => record);
}

async function named({ fleet }: Pick<HubContext, 'fleet'>, ids: readonly string[]): Promise<MeantComputers> {
  await fleet.settled({ all: true });
  const distinct = [...new Set(ids)];
  const records = distinct
    .flatMap((id) => fleet.index.get(id) ?? [])
    .sort((one, other) => (one.key < other.key ? -1 : 1));
  return { records, gone: distinct.length - records.length };
}
