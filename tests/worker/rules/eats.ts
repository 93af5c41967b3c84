import type { Rule } from '#worker/rule.ts';

export const rule: Rule = () => {
  const eaten: number[][] = [];
  for (;;) eaten.push(Array.from({ length: 100_000 }, (_, index) => index));
};
