import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { z } from 'zod';
import { CreatedEnrolmentToken } from '#protocol/views/administration.ts';
import { ComputerView } from '#protocol/views/computer.ts';
import { start, type Child } from './child.ts';
import type { HubApi } from './hub-api.ts';
import { Obstacle } from './options.ts';
import { DATA, type State } from './state.ts';

const ONLINE_MS = 60_000;
const Computers = z.object({ rows: z.array(ComputerView) });

/** Starts an agent for this very computer. It enrols at its first start; power actions it only records. */
export async function startAgent(demo: { api: HubApi; origin: string; state: State }): Promise<Child> {
  const { api, origin, state } = demo;
  const { token } = await api.ask({
    path: '/api/v1/enrolment-tokens',
    body: { name: 'demo', validMinutes: 30, maxUses: 1 },
    answer: CreatedEnrolmentToken,
  });
  const where = ['--hub', origin, '--token', token, '--data', join(DATA, 'agent')];
  const args = [...where, '--name', hostname(), '--power', 'report'];
  return start({ name: 'agent', script: 'agent/main.ts', args, env: {} }, state);
}

/** @returns this computer as the hub sees it, once it is online */
export async function untilOnline(api: HubApi, check: () => void): Promise<ComputerView> {
  const until = performance.now() + ONLINE_MS;
  while (performance.now() < until) {
    check();
    const { rows } = await api.ask({ path: '/api/v1/computers?limit=500', answer: Computers });
    const computer = rows.find((row) => row.name === hostname() && row.presence === 'online');
    if (computer !== undefined) return computer;
    await after(200);
  }
  throw new Obstacle(`The agent did not come online in time; see ${join(DATA, 'agent.log')}`);
}
