import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { PowerSetting } from '#agent/config.ts';
import { PowerExecutor } from '#agent/executors/power.ts';
import { PowerSystem } from '#agent/executors/power-system.ts';
import { Notice } from '#agent/notice.ts';
import type { PowerReport } from '#protocol/agent.ts';
import type { CallOffOrder, MessageOrder, PowerOrder } from '#protocol/orders.ts';
import { drivenAgentClock } from './support/driven-clock.ts';
import { jobOrder, newIdentifier } from './support/jobs.ts';
import { standIns } from './support/stand-ins.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const MINUTE = 60_000;
const { computerId, session, counter, expiresAt } = jobOrder();
const bound = { computerId, session, counter, expiresAt };
const requestId = newIdentifier();
const restart: PowerOrder = {
  ...bound,
  purpose: 'power',
  requestId,
  action: 'restart',
  manner: 'considerate',
  graceSeconds: 20 * 60,
  reason: 'New kernel.',
  warning: 'This computer {action} in {time}. Please save your work. {reason}',
};
const callOff: CallOffOrder = { ...bound, purpose: 'callOff', requestId };
const { graceSeconds: _none, ...withoutGrace } = restart;
const warned = (span: string) => `wall This computer restarts in ${span}. Please save your work. New kernel.`;
const ANNA = 'anna tty1 2026-03-01 09:00\n';

function workplace(setting: PowerSetting = 'real') {
  const dataFolder = temporaryFolder();
  const clock = drivenAgentClock();
  const log = pino({ level: 'silent' });
  const told: PowerReport[] = [];
  const changed = new Notice();
  const tell = (report: () => PowerReport) => {
    told.push(report());
    changed.tell();
  };
  const system = new PowerSystem({ setting, dataFolder, clock, log, platform: 'linux' });
  const power = new PowerExecutor({
    system,
    clock,
    log,
    reports: {
      tell,
      tellFirst: (report) => Promise.resolve(tell(report)),
      forget: () => undefined,
    },
    agent: {
      whenQuiet: () => Promise.resolve(),
      standStill: () => Promise.resolve(),
      restart: () => undefined,
    },
  });
  return {
    dataFolder,
    clock,
    power,
    system,
    told,
    /** As the agent does: begins when the answer was given. */
    order(order: PowerOrder) {
      expect(power.take(order)).toEqual({ answer: 'accepted' });
      power.begin();
    },
    /** The newest report, when it is of this state. */
    async reported(state: PowerReport['state']): Promise<PowerReport> {
      for (;;) {
        const change = changed.next();
        const last = told.at(-1);
        if (last?.state === state) return last;
        await change;
      }
    },
  };
}

test('with nobody logged in: at once, without a warning', async () => {
  const { called } = standIns();
  const { order, told } = workplace();
  order(restart);
  expect(await called(1)).toEqual(['shutdown -r now']);
  expect(told).toEqual([{ state: 'acting', requestId }]);
});

test('a shutdown is one', async () => {
  const { called } = standIns();
  workplace().order({ ...restart, action: 'shutdown' });
  expect(await called(1)).toEqual(['shutdown -h now']);
});

test('with somebody logged in: warned at first, 5 minutes and 1 minute before, then it happens', async () => {
  const { called, calls } = standIns({ users: ANNA });
  const { order, clock, told, reported } = workplace();
  order(restart);
  expect(await reported('counting')).toEqual({
    state: 'counting',
    requestId,
    inSeconds: 1200,
    users: ['anna'],
  });
  expect(await called(1)).toEqual([warned('20 minutes')]);
  await clock.advance(15 * MINUTE - 1);
  expect(calls()).toHaveLength(1);
  await clock.advance(1);
  await called(2);
  await clock.advance(4 * MINUTE);
  await called(3);
  await clock.advance(MINUTE);
  expect(await called(4)).toEqual([
    warned('20 minutes'),
    warned('5 minutes'),
    warned('1 minute'),
    'shutdown -r now',
  ]);
  expect(told.map((report) => report.state)).toEqual(['counting', 'acting']);
});

test('who has logged out meanwhile is not warned again; it happens at the end all the same', async () => {
  const { called, users } = standIns({ users: ANNA });
  const { order, clock } = workplace();
  order({ ...restart, graceSeconds: 120 });
  await called(1);
  users('');
  await clock.advance(2 * MINUTE);
  expect(await called(2)).toEqual([warned('2 minutes'), 'shutdown -r now']);
});

test('a minute or less is announced once', async () => {
  const { called } = standIns({ users: ANNA });
  const { order, clock } = workplace();
  order({ ...restart, graceSeconds: 60 });
  await called(1);
  await clock.advance(MINUTE);
  expect(await called(2)).toEqual([warned('1 minute'), 'shutdown -r now']);
});

test('with somebody logged in and no time given it is declined', async () => {
  const { calls } = standIns({ users: `bert pts/0\n${ANNA}anna pts/1\n` });
  const { order, clock, power, reported } = workplace();
  order(withoutGrace);
  expect(await reported('declined')).toEqual({ state: 'declined', requestId, users: ['anna', 'bert'] });
  expect(calls()).toEqual([]);
  expect(clock.armed).toBe(0);
  expect(power.callOff(callOff)).toEqual({ answer: 'notHeld' });
});

test('when nobody can say who is logged in, somebody is', async () => {
  const commands = standIns();
  commands.users(undefined);
  const counts = workplace();
  counts.order(restart);
  expect(await counts.reported('counting')).toMatchObject({ inSeconds: 1200, users: [] });
  expect(await commands.called(1)).toEqual([warned('20 minutes')]);
  const declines = workplace();
  declines.order(withoutGrace);
  expect(await declines.reported('declined')).toMatchObject({ users: [] });
});

test('the moment a person has fixed is kept, whoever is there: at once', async () => {
  const { called } = standIns({ users: ANNA });
  const { order } = workplace();
  order({ ...restart, manner: 'fixed', graceSeconds: 0 });
  expect(await called(1)).toEqual(['shutdown -r now']);
});

test('the moment a person has fixed is kept, also when nobody is there', async () => {
  const { called, calls } = standIns();
  const { order, clock, reported } = workplace();
  order({ ...restart, manner: 'fixed', graceSeconds: 600 });
  expect(await reported('counting')).toMatchObject({ inSeconds: 600, users: [] });
  await clock.advance(10 * MINUTE - 1);
  expect(calls()).toEqual([]);
  await clock.advance(1);
  expect(await called(1)).toEqual(['shutdown -r now']);
});

test('who logs in while it counts is warned, too', async () => {
  const { called, users } = standIns();
  const { order, clock, reported } = workplace();
  order({ ...restart, manner: 'fixed', graceSeconds: 600 });
  await reported('counting');
  users(ANNA);
  await clock.advance(5 * MINUTE);
  expect(await called(1)).toEqual([warned('5 minutes')]);
});

test('a newer order takes the place of the one that counts', async () => {
  const { called } = standIns({ users: ANNA });
  const { order, clock, told, reported } = workplace();
  order({ ...restart, graceSeconds: 60 });
  await called(1);
  const newer = newIdentifier();
  order({ ...restart, requestId: newer, action: 'shutdown', graceSeconds: 240 });
  await called(2);
  await clock.advance(3 * MINUTE);
  await called(3);
  await clock.advance(MINUTE);
  await reported('acting');
  expect(await called(4)).toEqual([
    warned('1 minute'),
    warned('4 minutes').replace('restarts', 'shuts down'),
    warned('1 minute').replace('restarts', 'shuts down'),
    'shutdown -h now',
  ]);
  expect(told.map((report) => [report.state, report.requestId])).toEqual([
    ['counting', requestId],
    ['counting', newer],
    ['acting', newer],
  ]);
});

test('the same order with another time is postponed, or happens now', async () => {
  const { called, calls } = standIns({ users: ANNA });
  const { order, clock, told } = workplace();
  order({ ...restart, graceSeconds: 60 });
  await called(1);
  order({ ...restart, manner: 'fixed', graceSeconds: 300 });
  await called(2);
  await clock.advance(2 * MINUTE);
  expect(calls()).toHaveLength(2);
  order({ ...restart, manner: 'fixed', graceSeconds: 0 });
  expect((await called(3)).at(-1)).toBe('shutdown -r now');
  expect(told).toMatchObject([{ inSeconds: 60 }, { inSeconds: 300 }, { state: 'acting', requestId }]);
  await clock.advance(5 * MINUTE);
  expect(calls()).toHaveLength(3);
});

test('called off: it does not happen, and those who were warned are told', async () => {
  const { called } = standIns({ users: ANNA });
  const { order, clock, power, told } = workplace();
  order(restart);
  await called(1);
  expect(power.callOff({ ...callOff, requestId: newIdentifier() })).toEqual({ answer: 'notHeld' });
  expect(power.callOff(callOff)).toEqual({ answer: 'accepted' });
  expect((await called(2)).at(-1)).toBe(
    'wall The restart of this computer was called off. You can go on with your work.',
  );
  expect(power.callOff(callOff)).toEqual({ answer: 'notHeld' });
  await clock.advance(20 * MINUTE);
  expect(told.map((report) => report.state)).toEqual(['counting']);
});

test('what has happened cannot be called off', async () => {
  standIns();
  const { order, power, reported } = workplace();
  order(restart);
  await reported('acting');
  expect(power.callOff(callOff)).toEqual({ answer: 'notHeld' });
});

test('an agent that stops counts no more', async () => {
  const { called } = standIns({ users: ANNA });
  const { order, power, clock, told } = workplace();
  order(restart);
  await called(1);
  power.stop();
  await clock.advance(20 * MINUTE);
  expect(clock.armed).toBe(0);
  expect(told.map((report) => report.state)).toEqual(['counting']);
});

test('a command that fails is reported in its own words', async () => {
  standIns({ shutdown: 'echo "not today" >&2; exit 1' });
  const { order, reported } = workplace();
  order(restart);
  expect(await reported('failed')).toEqual({ state: 'failed', requestId, detail: 'not today' });
});

test('systemd knows people from services: who has a screen is told on it', async () => {
  const session1 = 'Name=anna\\nUser=1000\\nClass=user\\nState=active\\nType=wayland\\n';
  const session2 = 'Name=gdm\\nUser=120\\nClass=greeter\\nState=active\\nType=wayland\\n';
  const { called } = standIns({
    users: 'root pts/9\n',
    loginctl: `case "$1" in
      list-sessions) printf '%s\\n' '     2 1000 anna seat0 tty2' ' c1 120 gdm seat0 tty1' ;;
      show-session) printf '${session1}\\n${session2}' ;;
    esac`,
  });
  const { order, reported } = workplace();
  order(restart);
  expect(await reported('counting')).toMatchObject({ users: ['anna'] });
  const text = warned('20 minutes').slice('wall '.length);
  expect((await called(2)).sort()).toEqual([
    `runuser -u anna -- env DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/1000/bus notify-send --urgency=critical --app-name=Reveille -- Reveille ${text}`,
    warned('20 minutes'),
  ]);
});

test('systemd without a session: nobody, whatever else is listed', async () => {
  const { called } = standIns({ users: ANNA, loginctl: 'exit 0' });
  workplace().order(withoutGrace);
  expect(await called(1)).toEqual(['shutdown -r now']);
});

test('a message reaches the users as it is, whatever it looks like', async () => {
  const { calls } = standIns({ users: ANNA });
  const message: MessageOrder = { ...bound, purpose: 'message', text: '--help $(reboot) "ä"' };
  expect(await workplace().power.message(message)).toEqual({ answer: 'accepted', shownTo: ['anna'] });
  expect(calls()).toEqual(['wall --help $(reboot) "ä"']);
});

test('a message says that nobody is logged in, and nothing where that cannot be found out', async () => {
  const message: MessageOrder = { ...bound, purpose: 'message', text: 'hello' };
  const { users } = standIns();
  expect(await workplace().power.message(message)).toEqual({ answer: 'accepted', shownTo: [] });
  users(undefined);
  expect(await workplace().power.message(message)).toEqual({ answer: 'accepted' });
});

test('a message that reaches nobody is refused in the words of the system', async () => {
  standIns({ wall: 'echo "no terminals" >&2; exit 1' });
  const message: MessageOrder = { ...bound, purpose: 'message', text: 'hello' };
  expect(await workplace().power.message(message)).toEqual({ answer: 'refused', detail: 'no terminals' });
});

test('what is only recorded stands in the order in which it was given', async () => {
  const { dataFolder, system } = workplace('report');
  const given = Array.from({ length: 50 }, (_, number) => `Warning ${number}`);
  await Promise.all(given.map((text) => system.say(text, 'unknown')));
  const lines = readFileSync(join(dataFolder, 'power.log'), 'utf8').trim().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject(given.map((text) => ({ input: `${text}\n` })));
});

test('set to report, nothing is run and everything is recorded', async () => {
  const { calls } = standIns({ users: ANNA });
  const { order, clock, dataFolder, told, reported } = workplace('report');
  order({ ...restart, graceSeconds: 60 });
  await reported('counting');
  await clock.advance(MINUTE);
  await reported('recorded');
  expect(calls()).toEqual([]);
  expect(told.map((report) => report.state)).toEqual(['counting', 'recorded']);
  const file = join(dataFolder, 'power.log');
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { name: 'wall', input: `${warned('1 minute').slice('wall '.length)}\n` },
    { name: 'shutdown', arguments: ['-r', 'now'] },
  ]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
