import type { Wake } from '#domain/entities.ts';
import type { BareAgent } from './bare-agent.ts';
import type { TestHub } from './test-hub.ts';

/** The trace of a wake that this computer has answered. */
export async function woken(
  { context: { store, clock } }: TestHub,
  agent: BareAgent,
  given: Partial<Wake> & { containerId: string },
): Promise<Wake> {
  const now = clock.now();
  const wake: Wake = {
    id: store.newId(),
    computerId: agent.computerId,
    computerName: 'desk',
    containerName: 'night',
    by: 'admin',
    state: 'awake',
    startedAt: now,
    windowEndsAt: new Date(now.getTime() + 300_000),
    bursts: [],
    awakeAt: now,
    wokenByUs: true,
    shutdown: 'pending',
    revision: 1,
    ...given,
  };
  await store.wakes.insertMany([wake]);
  return wake;
}
