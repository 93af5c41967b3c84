import type { Rule } from '#worker/rule.ts';

export const rule: Rule = (_facts, found) => {
  found({ kind: 'agentLost', jobId: 'nonsense' });
  return Promise.resolve();
};
