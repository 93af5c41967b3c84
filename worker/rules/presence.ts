import { isAgentLost } from '#domain/agent-lost.ts';
import { HUB_RUNS, readHubRuns } from '#domain/hub-runs.ts';
import { settledAt } from '#domain/presence.ts';
import type { Rule } from '../rule.ts';

/** Jobs read at once. */
const PAGE = 200;

/** S4: jobs that execute on computers that were away for too long. */
export const rule: Rule = async ({ store, settings, now, hubStartedAt }, found) => {
  // Until then, silence says nothing.
  if (now < settledAt(hubStartedAt)) return;
  const runs = readHubRuns(await store.settings.get(HUB_RUNS));
  for (let before: string | undefined; ;) {
    const jobs = await store.jobs.list({
      states: ['executing'],
      limit: PAGE,
      ...(before === undefined ? {} : { before }),
    });
    const ids = [...new Set(jobs.map((job) => job.computerId))];
    const computers = new Map((await store.computers.getMany(ids)).map((one) => [one.id, one]));
    for (const job of jobs) {
      const computer = computers.get(job.computerId);
      if (computer?.connected === true) continue;
      const absence = {
        ...(computer === undefined ? {} : { computer }),
        runs,
        hubStartedAt,
        lostAfterHours: settings.agentLostAfterHours,
      };
      if (isAgentLost(job, absence, now)) found({ kind: 'agentLost', jobId: job.id });
    }
    before = jobs.at(-1)?.id;
    if (before === undefined) return;
  }
};
