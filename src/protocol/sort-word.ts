import { z } from 'zod';

/** How a list is sorted, in one word of a query: `startAt`, and `-startAt` for the other way round. */
export const sortWordOf = <Field extends string>(field: z.ZodType<Field, string>) =>
  z
    .string()
    .max(40)
    .transform((word) => ({ field: word.replace(/^-/, ''), descending: word.startsWith('-') }))
    .pipe(z.object({ field, descending: z.boolean() }));
