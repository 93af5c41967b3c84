import type { Rule } from '#worker/rule.ts';

/** Waits for something that never comes. */
export const rule: Rule = () => new Promise(() => setInterval(() => undefined, 1_000));
