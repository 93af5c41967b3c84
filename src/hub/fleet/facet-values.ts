import { ancestorsOf, groupPath } from '#domain/groups.ts';
import { comparable } from '#domain/fleet/facts.ts';
import { naturalKey } from '#domain/fleet/natural-key.ts';
import { choiceOf, textsOf } from '#domain/fleet/filter.ts';
import { FLEET_CHOICES, isOfKind } from '#protocol/fleet-fields.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { FacetValue } from '#protocol/views/fleet.ts';
import type { HubContext } from '../hub-context.ts';
import type { FacetQuery } from '../hub/fleet.ts';
import type { FleetRecord } from './fleet-record.ts';
import { selectComputers } from './select.ts';

/** What a field is where, and on how many computers: what a filter builder offers. The most frequent first. */
export async function facetValues(context: HubContext, query: FacetQuery): Promise<FacetValue[]> {
  const { field, filter } = query;
  const placed = await selectComputers(context, filter === undefined ? {} : { filter });
  const records = placed.map(({ record }) => record);
  const limit = Math.min(query.limit ?? LIMITS.facetValues, LIMITS.facetValues);
  return (await valuesOf(context, { ...query, records, field })).slice(0, limit);
}

type Asked = FacetQuery & { records: FleetRecord[] };

async function valuesOf(context: HubContext, asked: Asked): Promise<FacetValue[]> {
  const { field, records } = asked;
  if (isOfKind(field, 'text')) {
    const values = counted(records, (record) => new Set(textsOf(record, field)));
    return frequentFirst(found(values, asked.search));
  }
  if (isOfKind(field, 'choice')) {
    const counts = new Map(
      counted(records, (record) => [choiceOf(record, field)]).map((one) => [one.value, one.computers]),
    );
    return FLEET_CHOICES[field].map((value) => ({ value, computers: counts.get(value) ?? 0 }));
  }
  if (field === 'group') return groupValues(context, asked);
  if (field === 'package' || field === 'family') return packageValues(context, asked);
  return [];
}

function counted(
  records: readonly FleetRecord[],
  read: (record: FleetRecord) => Iterable<string | undefined>,
): FacetValue[] {
  const counts = new Map<string, number>();
  for (const record of records) {
    for (const value of read(record)) {
      if (value !== undefined && value.trim() !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  return [...counts].map(([value, computers]) => ({ value, computers }));
}

function found(values: FacetValue[], search = ''): FacetValue[] {
  const part = comparable(search.trim());
  return part === '' ? values : values.filter(({ value, label = value }) => comparable(label).includes(part));
}

const frequentFirst = (values: FacetValue[]) =>
  values.sort(
    (one, other) =>
      other.computers - one.computers || (naturalKey(one.value) < naturalKey(other.value) ? -1 : 1),
  );

/** Z4: all groups, by where they hang; also those that nobody is in. */
function groupValues({ fleet }: HubContext, { records, search }: Asked): FacetValue[] {
  const groups = new Map(fleet.groups().map((group) => [group.id, group]));
  const above = new Map(
    [...groups.keys()].map((id) => [id, ancestorsOf(groups, id).map((group) => group.id)]),
  );
  const counts = counted(records, ({ groupIds }) => new Set(groupIds.flatMap((id) => above.get(id) ?? [])));
  const computers = new Map(counts.map((one) => [one.value, one.computers]));
  const values = [...groups.keys()].map((id) => ({
    value: id,
    label: groupPath(groups, id),
    computers: computers.get(id) ?? 0,
  }));
  const byPath = values.sort((one, other) => (naturalKey(one.label) < naturalKey(other.label) ? -1 : 1));
  return found(byPath, search);
}

/** By name; also those that are installed nowhere: they may be missing. */
async function packageValues(
  { store }: HubContext,
  { records, field, search }: Asked,
): Promise<FacetValue[]> {
  const page = { limit: LIMITS.facetValues, ...(search?.trim() ? { search: search.trim() } : {}) };
  const ofFamily = field === 'family';
  const named = ofFamily
    ? (await store.packages.listFamilies(page)).map(({ id, name }) => ({ id, label: name }))
    : (await store.packages.list(page)).map((one) => ({
        id: one.id,
        label: `${one.familyName} ${one.version}`,
      }));
  const counts = counted(
    records,
    ({ installed }) => new Set(installed.map(({ packageId, familyId }) => (ofFamily ? familyId : packageId))),
  );
  const computers = new Map(counts.map((one) => [one.value, one.computers]));
  return named.map(({ id, label }) => ({ value: id, label, computers: computers.get(id) ?? 0 }));
}
