import { giveUpAgent } from '#domain/agent-lost.ts';
import { HUB_RUNS, readHubRuns } from '#domain/hub-runs.ts';
import type { HubContext } from '../hub-context.ts';

/** S4: a job that executes on a computer that was away for too long. It may be back by now, or about to be. */
export async function agentLost(context: HubContext, jobId: string): Promise<void> {
  const { store, announcer, changes, settings, startedAt, clock, dispatcher, log } = context;
  const job = await store.jobs.get(jobId);
  if (job === undefined) return;
  const computer = await store.computers.get(job.computerId);
  const absence = {
    ...(computer === undefined ? {} : { computer }),
    runs: readHubRuns(await store.settings.get(HUB_RUNS)),
    hubStartedAt: startedAt,
    lostAfterHours: settings.current().agentLostAfterHours,
  };
  const applied = await changes.apply(jobId, (current) =>
    announcer.presence(current.computerId).presence === 'offline'
      ? giveUpAgent(current, absence, clock.now())
      : { outcome: 'known' },
  );
  if (applied.outcome !== 'changed') return;
  log.warn({ jobId, computer: job.computerName }, 'a job is given up: nothing was heard of its computer');
  dispatcher.look([job.computerId]);
}
