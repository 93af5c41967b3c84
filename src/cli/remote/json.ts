/** A document for programs. */
export const json = (value: unknown) => JSON.stringify(value, undefined, 2);
