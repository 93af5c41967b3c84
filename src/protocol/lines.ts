import { z } from 'zod';

/** Text of one or more lines. Forms send line ends as CR LF; a shell would take the CR for part of the word before it. */
export const lines = (most: number) =>
  z
    .string()
    .max(most)
    .transform((text) => text.replaceAll(/\r\n?/g, '\n'));
