import { z } from 'zod';
import { ContainerSortWord } from '#protocol/container-list.ts';
import { FamilySortWord } from '#protocol/family-list.ts';
import { FilterOfText, FleetColumnWord, SortText } from '#protocol/fleet-filter.ts';
import { Refusal } from '#protocol/errors.ts';
import { Identifier } from '#protocol/identifiers.ts';
import { JobAction, JobState } from '#protocol/job.ts';
import { LIMITS } from '#protocol/limits.ts';
import { parse } from '#protocol/parse.ts';
import { ContainerState } from '#protocol/views/container.ts';
import { TimelineKind } from '#protocol/views/timeline.ts';

const limit = z.coerce.number().int().min(1).max(LIMITS.pageRows).exactOptional();
const whole = z.coerce.number().int().nonnegative();
const cursor = z.string().max(500).exactOptional();

const flag = z
  .enum(['true', 'false'])
  .transform((word) => word === 'true')
  .exactOptional();

/** Words of a closed list, separated by commas. */
const words = <Word extends z.ZodEnum<Readonly<Record<string, string>>>>(word: Word) =>
  z
    .string()
    .max(1_000)
    .transform((text) => text.split(','))
    .pipe(z.array(word).max(word.options.length))
    .exactOptional();

/** `?limit=&cursor=`: of every list that is longer than a page. */
export const Paging = z.object({ cursor, limit });
/** Part of a name, any case. */
export const Search = Paging.extend({ search: z.string().max(LIMITS.nameLength).exactOptional() });

/** A moment, with its offset. */
const moment = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .exactOptional();

/** `from` is included, `to` is not. `search`: part of who did it, of the name of what it was done to, or of the detail. */
export const AuditFilterQuery = z.object({
  verb: z.string().max(LIMITS.nameLength).exactOptional(),
  verbPrefix: z.string().max(LIMITS.nameLength).exactOptional(),
  /** Who did it, as written. */
  actorName: z.string().max(LIMITS.nameLength).exactOptional(),
  subjectId: z.string().max(LIMITS.nameLength).exactOptional(),
  from: moment,
  to: moment,
  search: z.string().max(LIMITS.nameLength).exactOptional(),
});
export const AuditQuery = Paging.extend(AuditFilterQuery.shape);
/** `state`: one or more, separated by commas. */
export const JobsQuery = Paging.extend({
  state: words(JobState),
  computerId: Identifier.exactOptional(),
  packageId: Identifier.exactOptional(),
  containerId: Identifier.exactOptional(),
});
/** `sort`: a field, or with a minus before it the other way round; `startFrom`, `startBefore`: of the start date. */
export const ContainersQuery = Search.extend({
  state: words(ContainerState),
  createdBy: z.string().max(LIMITS.nameLength).exactOptional(),
  startFrom: moment,
  startBefore: moment,
  sort: ContainerSortWord.exactOptional(),
  /** Rows to pass over, instead of a cursor. */
  from: whole.exactOptional(),
});
/** `search`, and `sort` as of every list that can be sorted. */
export const FamiliesCsvQuery = Search.omit({ cursor: true, limit: true }).extend({
  sort: FamilySortWord.exactOptional(),
});
export const FamiliesQuery = Search.extend({
  sort: FamilySortWord.exactOptional(),
  /** Rows to pass over, instead of a cursor. */
  from: whole.exactOptional(),
});
/** Jobs of a container are paged by their sequence; here it is a cursor like every other. */
export const ContainerJobsQuery = z.object({ cursor: whole.exactOptional(), limit, state: words(JobState) });
export const OutputQuery = z.object({ after: whole.default(0), attempt: whole.exactOptional() });
/** Part of a path. */
export const ContentQuery = z.object({ search: z.string().max(LIMITS.nameLength).default('') });
/** Where a package is installed. `drifted`: whether the inventory contradicts the record. */
export const InstallationsQuery = Search.extend({ drifted: flag });
export const AllInstallationsQuery = InstallationsQuery.extend({
  computerId: Identifier.exactOptional(),
  packageId: Identifier.exactOptional(),
});
export const StatisticsQuery = z.object({
  hours: z.coerce.number().int().min(1).max(LIMITS.statisticsHours).default(24),
});
/** Of everything that has a page. */
export const SearchQuery = z.object({ text: z.string().max(LIMITS.nameLength) });
/** `kind`: one or more, separated by commas. */
export const TimelineQuery = Paging.extend({ kind: words(TimelineKind) });
export const UsualDurationQuery = z.object({ action: JobAction.default('install') });
export const WakesQuery = Paging.extend({ containerId: Identifier.exactOptional() });

/** The query of a request. @throws Refusal `invalidInput` also for a parameter that is unknown, or there twice */
export function queryOf<Query extends z.ZodObject>(schema: Query, url: URL): z.output<Query> {
  const given = [...url.searchParams];
  const values = new Map(given);
  if (values.size < given.length) {
    throw new Refusal('invalidInput', { detail: 'A query parameter is there twice.' });
  }
  for (const name of values.keys()) {
    if (Object.hasOwn(schema.shape, name)) continue;
    const detail = `The query parameter "${name.slice(0, LIMITS.nameLength)}" is not known here.`;
    throw new Refusal('invalidInput', { detail, fields: [{ path: name, message: 'is not known here' }] });
  }
  return parse(schema, Object.fromEntries(values));
}

/**
 * Words that stand in what is known of a computer, and a filter as text (`os:linux,lastSeen.olderThan:7d`). `sort`: a
 * column, with `-` before it the other way round. Who is online now, or is not; `groupId`: those of the group and of
 * all groups below it.
 */
export const ComputersQuery = Paging.extend({
  search: z.string().max(LIMITS.filterSearchLength).exactOptional(),
  where: FilterOfText.exactOptional(),
  sort: SortText.exactOptional(),
  groupId: Identifier.exactOptional(),
  online: flag,
});

/** The same computers as a table; `columns`: one or more, separated by commas, in this order. */
export const ComputersCsvQuery = ComputersQuery.omit({ cursor: true, limit: true }).extend({
  columns: words(FleetColumnWord),
});

/** The domain says `states`; a query names one or more in `state`. */
export function statesOf<State, Rest extends object>({
  state,
  ...rest
}: Rest & { state?: State[] }): Omit<Rest & { state?: State[] }, 'state'> & { states?: State[] } {
  return state === undefined ? rest : { ...rest, states: state };
}
