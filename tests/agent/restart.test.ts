import { expect, onTestFinished, test } from 'vitest';
import { isSupervised, START_AGAIN } from '#agent/restart.ts';
import type { OrderContent } from '#protocol/orders.ts';
import { eventually } from '#tests/support/eventually.ts';
import { AgentProcess } from './support/agents.ts';
import { newIdentifier } from './support/jobs.ts';
import { processesOn } from './support/processes-on.ts';
import { ScriptedHub } from './support/scripted-hub.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const restartAgent = (): OrderContent => ({
  purpose: 'power',
  requestId: newIdentifier(),
  action: 'restartAgent',
  manner: 'considerate',
  reason: '',
  warning: '-',
});

/** What a service manager would have told the process. */
const alone = { INVOCATION_ID: '', XPC_SERVICE_NAME: '', REVEILLE_SUPERVISED: '' };

test('an agent that nobody supervises starts its own replacement', async () => {
  const hub = await ScriptedHub.start();
  const data = temporaryFolder();
  onTestFinished(async () => {
    for (const pid of processesOn(data)) process.kill(pid, 'SIGTERM');
    await eventually(
      () => processesOn(data),
      (left) => left.length === 0,
    );
  });
  const agent = new AgentProcess(hub, { data, environment: alone });
  await hub.ready();
  expect(processesOn(data)).toEqual([agent.pid]);
  expect(await hub.order(restartAgent())).toEqual({ answer: 'accepted' });
  expect(await agent.exited).toBe(0);
  await hub.until(() => hub.hellos.length === 2);
  const [one, other] = hub.hellos;
  expect(other?.processId).not.toBe(one?.processId);
  expect(other?.bootId).toBe(one?.bootId);
  expect(hub.power.map((report) => report.state)).toEqual(['acting']);
  const [replacement, ...more] = processesOn(data);
  expect(more).toEqual([]);
  expect(replacement).not.toBe(agent.pid);
  expect(hub.enrolments).toBe(1);
});

test('under a service manager the agent ends with 75, and leaves the rest to it', async () => {
  const hub = await ScriptedHub.start();
  const data = temporaryFolder();
  const agent = new AgentProcess(hub, { data, environment: { ...alone, INVOCATION_ID: 'a'.repeat(32) } });
  await hub.ready();
  await hub.order(restartAgent());
  expect(await agent.exited).toBe(START_AGAIN);
  expect(processesOn(data)).toEqual([]);
});

test.each([
  ['nothing', {}, 42, false],
  ['systemd', { INVOCATION_ID: 'a'.repeat(32) }, 42, true],
  ['launchd', { XPC_SERVICE_NAME: 'org.example.reveille' }, 42, true],
  ['a terminal of macOS', { XPC_SERVICE_NAME: '0' }, 42, false],
  ['a terminal of macOS, by name', { XPC_SERVICE_NAME: 'application.com.apple.Terminal.1' }, 42, false],
  ['whoever says so', { REVEILLE_SUPERVISED: '1' }, 42, true],
  ['systemd, that somebody denies', { INVOCATION_ID: 'a', REVEILLE_SUPERVISED: '0' }, 42, false],
  ['a container', {}, 1, true],
])('started by %s', (_title, environment, pid, supervised) => {
  expect(isSupervised({ environment, pid })).toBe(supervised);
});
