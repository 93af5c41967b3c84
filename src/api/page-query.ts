import { z } from 'zod';
import { JobState } from '#protocol/job.ts';
import { LIMITS } from '#protocol/limits.ts';
import { parse } from '#protocol/parse.ts';

const limit = z.coerce.number().int().min(1).max(LIMITS.pageRows).exactOptional();
const whole = z.coerce.number().int().nonnegative().exactOptional();

const PageQuery = z.object({
  search: z.string().max(LIMITS.nameLength).exactOptional(),
  cursor: z.string().max(500).exactOptional(),
  limit,
});
const AuditQuery = PageQuery.extend({
  verbPrefix: z.string().max(LIMITS.nameLength).exactOptional(),
  subjectId: z.string().max(LIMITS.nameLength).exactOptional(),
});
/** `states`: words separated by commas. */
const states = z
  .string()
  .transform((words) => words.split(','))
  .pipe(z.array(JobState).max(JobState.options.length))
  .exactOptional();
const OutputQuery = z.object({ after: z.coerce.number().int().nonnegative().default(0), attempt: whole });

const read =
  <S extends z.ZodType>(schema: S) =>
  (url: URL): z.output<S> =>
    parse(schema, Object.fromEntries(url.searchParams));

/** `?limit=&cursor=&search=` of every list. Each @throws Refusal `invalidInput` */
export const pageQuery = read(PageQuery);
export const auditQuery = read(AuditQuery);
export const jobsQuery = read(PageQuery.extend({ states }));
/** Jobs of a container are paged by their sequence; here it is a cursor like every other. */
export const containerJobsQuery = read(z.object({ cursor: whole, limit, states }));
export const outputQuery = read(OutputQuery);
/** `?search=`: part of a path. */
export const contentQuery = read(z.object({ search: z.string().max(LIMITS.nameLength).default('') }));
export const statisticsQuery = read(
  z.object({ hours: z.coerce.number().int().min(1).max(LIMITS.statisticsHours).default(24) }),
);
