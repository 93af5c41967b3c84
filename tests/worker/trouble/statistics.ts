import type { Rule } from '#worker/rule.ts';

export const rule: Rule = () => Promise.resolve();
