import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '#agent/clock.ts';
import type { PowerSetting } from '#agent/config.ts';
import { PowerExecutor } from '#agent/executors/power.ts';
import type { MessageOrder, PowerOrder } from '#protocol/orders.ts';
import { jobOrder } from './support/jobs.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const { computerId, session, counter, expiresAt } = jobOrder();
const bound = { computerId, session, counter, expiresAt };
const restart: PowerOrder = {
  ...bound,
  purpose: 'power',
  action: 'restart',
  delaySeconds: 90,
  reason: 'New kernel.',
};

/** Stand-ins of the system's commands, first on PATH, that record how they were called. */
function standIns({ users = '', shutdownFails = false }: { users?: string; shutdownFails?: boolean } = {}) {
  const folder = temporaryFolder();
  const record = join(folder, 'calls');
  const put = (name: string, script: string) => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  };
  put('who', `printf '%s' "${users}"`);
  put('wall', `echo "wall $(cat)" >> ${record}`);
  put('shutdown', `echo "shutdown $*" >> ${record}\n${shutdownFails ? 'echo "not today" >&2; exit 1' : ''}`);
  const path = process.env.PATH;
  process.env.PATH = `${folder}:${path}`;
  onTestFinished(() => {
    process.env.PATH = path;
  });
  return { calls: () => (existsSync(record) ? readFileSync(record, 'utf8').trim().split('\n') : []) };
}

function executor(setting: PowerSetting) {
  const dataFolder = temporaryFolder();
  const log = pino({ level: 'silent' });
  return { dataFolder, power: new PowerExecutor({ setting, dataFolder, clock: systemClock, log }) };
}

test('with somebody logged in: a warning, and time in whole minutes', async () => {
  const { calls } = standIns({ users: 'anna tty1 2026-03-01 09:00' });
  expect(await executor('real').power.power(restart)).toEqual({ answer: 'accepted' });
  expect(calls()).toEqual([
    'wall This computer restarts in 2 minutes. Please save your work. New kernel.',
    'shutdown -r +2',
  ]);
});

test('with nobody logged in: at once, without a warning', async () => {
  const { calls } = standIns();
  await executor('real').power.power({ ...restart, action: 'shutdown' });
  expect(calls()).toEqual(['shutdown -h now']);
});

test('without a delay: at once, also when somebody is logged in', async () => {
  const { calls } = standIns({ users: 'anna tty1' });
  await executor('real').power.power({ ...restart, delaySeconds: 0 });
  expect(calls()).toEqual(['shutdown -r now']);
});

test('a command that fails is a refusal in its own words', async () => {
  standIns({ shutdownFails: true });
  expect(await executor('real').power.power(restart)).toEqual({ answer: 'refused', detail: 'not today' });
});

test('a message reaches the users as it is, whatever it looks like', async () => {
  const { calls } = standIns();
  const message: MessageOrder = { ...bound, purpose: 'message', text: '--help $(reboot) "ä"' };
  expect(await executor('real').power.message(message)).toEqual({ answer: 'accepted' });
  expect(calls()).toEqual(['wall --help $(reboot) "ä"']);
});

test('set to report, nothing is run and everything is recorded', async () => {
  const { calls } = standIns({ users: 'anna tty1' });
  const { power, dataFolder } = executor('report');
  expect(await power.power(restart)).toEqual({ answer: 'accepted' });
  expect(calls()).toEqual([]);
  const file = join(dataFolder, 'power.log');
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { name: 'wall' },
    { name: 'shutdown', arguments: ['-r', '+2'] },
  ]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
