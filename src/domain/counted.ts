/** A number and what is counted, in the sentences of refusals and of the audit log: `1 job`, `2 jobs`. */
export const counted = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`;
