import type { Actor } from '#domain/entities.ts';
import type { AgentPeer } from '#hub/agent-sessions.ts';
import { systemClock, type Clock } from '#hub/clock.ts';
import type { OpenHub } from '#hub/open-hub.ts';
import { SerialQueue } from '#hub/serial-queue.ts';

/** Of so many computers one is online: the others are off, and can be woken through it. */
const ONLINE_EACH = 10;
/** Started containers that still have something to do on every second computer. */
const CONTAINERS = 5;

/** Time as it is, and so much later once the hub has started: then it is known who is offline. */
export function clockAhead(milliseconds: number): Clock & { settle(): void } {
  let ahead = 0;
  return {
    ...systemClock,
    now: () => new Date(systemClock.now().getTime() + ahead),
    settle: () => {
      ahead = milliseconds;
    },
  };
}

/** Nobody is behind it: a preview asks only who is there. */
const NOBODY: AgentPeer = { order: () => undefined, goodbye: () => undefined, close: () => undefined };

/** Makes some computers count as online, wired to the subnet of the others. */
export async function putOnline(
  { context }: OpenHub,
  computerIds: readonly string[],
): Promise<{ online: number }> {
  const { sessions, peers, clock, store } = context;
  const chosen = computerIds.filter((_, place) => place % ONLINE_EACH === 0);
  for (const computerId of chosen) {
    const since = clock.now();
    const queue = new SerialQueue(1);
    sessions.add({
      ...{ computerId, peer: NOBODY, nonce: '', counter: 0, since },
      ...{ address: '10.0.0.1', subnet: '10.0.0.0/16', queue },
    });
    const computer = await store.computers.get(computerId);
    if (computer !== undefined) peers.put(computer);
  }
  return { online: chosen.length };
}

/** Other deployments that touch every second computer. They are paused: nothing of them is handed over. */
export async function givenOthers(
  { hub }: OpenHub,
  wish: { actor: Actor; computerIds: readonly string[]; packageIds: string[] },
): Promise<{ containers: number; jobs: number }> {
  const { actor, packageIds } = wish;
  const computerIds = wish.computerIds.filter((_, place) => place % 2 === 0);
  let jobs = 0;
  for (let made = 0; made < CONTAINERS; made += 1) {
    const input = { name: `other ${made}`, computerIds, packageIds, forceReinstall: true, paused: true };
    jobs += (await hub.commands.createContainer(actor, input)).jobs;
  }
  return { containers: CONTAINERS, jobs };
}
