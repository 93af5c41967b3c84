import { z } from 'zod';
import {
  BYTE_UNITS,
  FLEET_CHOICES,
  FLEET_COLUMNS,
  FLEET_OPERATORS,
  fieldsOfKind,
  NUMBER_UNITS,
  readSort,
  type FleetSort,
} from './fleet-fields.ts';
import { readFilter } from './fleet-filter-text.ts';
import { Identifier } from './identifiers.ts';
import { LIMITS } from './limits.ts';

/** Which computers. What a condition means: rules Z1 to Z7 of `src/domain/RULES.md`. */
const value = z
  .string()
  .min(1, 'must not be empty')
  .max(LIMITS.filterValueLength)
  .regex(/^[^\p{Cc}]*$/u, 'must be without control characters');
const values = z.array(value).min(1).max(LIMITS.filterValues);
const identifiers = z.array(Identifier).min(1).max(LIMITS.filterValues);

const TextCondition = z.union([
  z.strictObject({
    kind: z.literal('text'),
    field: z.enum(fieldsOfKind('text')),
    operator: z.enum(['is', 'not', 'contains']),
    values,
  }),
  z.strictObject({
    kind: z.literal('text'),
    field: z.enum(fieldsOfKind('text')),
    operator: z.enum(['empty', 'filled']),
  }),
]);

const ChoiceCondition = z
  .strictObject({
    kind: z.literal('choice'),
    field: z.enum(fieldsOfKind('choice')),
    operator: z.enum(FLEET_OPERATORS.choice),
    values,
  })
  .refine(({ field, values: words }) => {
    const known: readonly string[] = FLEET_CHOICES[field];
    return words.every((word) => known.includes(word));
  }, 'is none of the words of this field');

const GroupCondition = z.union([
  z.strictObject({
    kind: z.literal('group'),
    field: z.literal('group'),
    operator: z.enum(['is', 'not']),
    values: identifiers,
  }),
  z.strictObject({ kind: z.literal('group'), field: z.literal('group'), operator: z.literal('none') }),
]);

const PackageCondition = z.union([
  z.strictObject({
    kind: z.literal('package'),
    field: z.literal('package'),
    operator: z.enum(FLEET_OPERATORS.package),
    id: Identifier,
  }),
  z.strictObject({ kind: z.literal('package'), field: z.literal('package'), operator: z.literal('drifted') }),
]);

const FamilyCondition = z.strictObject({
  kind: z.literal('family'),
  field: z.literal('family'),
  operator: z.enum(FLEET_OPERATORS.family),
  id: Identifier,
});

const NumberCondition = z.union([
  z
    .strictObject({
      kind: z.literal('number'),
      field: z.enum(fieldsOfKind('number')),
      operator: z.enum(['below', 'atLeast']),
      amount: z
        .number()
        .nonnegative()
        .max(LIMITS.filterAmount)
        .refine((amount) => /^\d+(\.\d{1,3})?$/.test(String(amount)), 'has three decimals at most'),
      unit: z.enum([...BYTE_UNITS, '%', '']),
    })
    .refine(({ field, unit }) => {
      const known: readonly string[] = NUMBER_UNITS[field];
      return known.includes(unit);
    }, 'has another unit'),
  z.strictObject({
    kind: z.literal('number'),
    field: z.enum(fieldsOfKind('number')),
    operator: z.enum(['empty', 'filled']),
  }),
]);

const MomentCondition = z.union([
  z.strictObject({
    kind: z.literal('moment'),
    field: z.enum(fieldsOfKind('moment')),
    operator: z.enum(['within', 'olderThan']),
    count: z.number().int().positive().max(LIMITS.filterSpan),
    unit: z.enum(['m', 'h', 'd', 'w']),
  }),
  z.strictObject({
    kind: z.literal('moment'),
    field: z.enum(fieldsOfKind('moment')),
    operator: z.enum(['before', 'on', 'after']),
    day: z.iso.date(),
    /** IANA: whose day. Absent: that of the hub. */
    timeZone: z.string().exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('moment'),
    field: z.enum(fieldsOfKind('moment')),
    operator: z.enum(['never', 'ever']),
  }),
]);

export const FleetCondition = z.union([
  TextCondition,
  ChoiceCondition,
  GroupCondition,
  PackageCondition,
  FamilyCondition,
  NumberCondition,
  MomentCondition,
]);
export type FleetCondition = z.infer<typeof FleetCondition>;

export const FleetFilter = z.strictObject({
  /** Words that all have to stand somewhere in what is known of a computer. Empty: any. */
  search: z.string().max(LIMITS.filterSearchLength),
  /** Whether all conditions have to hold, or any of them. */
  match: z.enum(['all', 'any']),
  conditions: z.array(FleetCondition).max(LIMITS.filterConditions),
});
export type FleetFilter = z.infer<typeof FleetFilter>;

const text = z.string().max(LIMITS.filterLength);

/** A filter as it stands in links, requests and saved filters, one that can be read: see `fleet-filter-text`. */
export const FilterText = text.superRefine((given, context) => {
  const read = readFilter(given);
  if (!read.ok) context.addIssue({ code: 'custom', message: read.problem });
});

/** What such a text means. */
export const FilterOfText = text.transform((given, context): FleetFilter => {
  const read = readFilter(given);
  if (read.ok) return read.filter;
  context.addIssue({ code: 'custom', message: read.problem });
  return z.NEVER;
});

const sortProblem = `must be one of ${FLEET_COLUMNS.join(', ')}, or one of them after -`;

/** A column, with `-` before it for the other way round: as it is written. */
export const SortWord = z
  .string()
  .max(40)
  .refine((word) => readSort(word) !== undefined, sortProblem);

/** What such a word means. */
export const SortText = z
  .string()
  .max(40)
  .transform((text, context): FleetSort => {
    const sort = readSort(text);
    if (sort !== undefined) return sort;
    context.addIssue({ code: 'custom', message: sortProblem });
    return z.NEVER;
  });

export const FleetColumnWord = z.enum(FLEET_COLUMNS);
