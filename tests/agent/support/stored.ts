import { statSync } from 'node:fs';
import { eventually } from '#tests/support/eventually.ts';

/** Waits until something of a file lies on the disk. */
export const stored = (file: string): Promise<number> =>
  eventually(
    () => statSync(file, { throwIfNoEntry: false })?.size ?? 0,
    (bytes) => bytes > 0,
  );
