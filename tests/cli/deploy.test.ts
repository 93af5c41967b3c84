import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ContainerView, JobView } from '#protocol/views/container.ts';
import type { JobOrder } from '#protocol/orders.ts';
import type { AttemptEvent } from '#protocol/agent.ts';
import { type BareAgent, valueOf } from '#tests/support/bare-agent.ts';
import { givenPackage } from '#tests/support/deployments.ts';
import { drivenClock } from '#tests/support/driven-clock.ts';
import { ADMIN } from '#tests/support/test-hub.ts';
import { startFront } from './front.ts';
import { type RemoteScene, setRemoteScene } from './remote-scene.ts';

let scene: RemoteScene;
let agent: BareAgent;
beforeAll(async () => {
  scene = await setRemoteScene();
  agent = await scene.agent('Till-01');
});
afterAll(() => scene.dispose());

const keyOf = ({ jobId, attempt }: JobOrder) => ({ jobId, attempt, sinceAccepted: 1 });

const report = async (event: AttemptEvent) => void valueOf(await agent.report(event));
const begin = (order: JobOrder) => report({ ...keyOf(order), event: 'executing' });
const succeed = (order: JobOrder) =>
  report({ ...keyOf(order), event: 'succeeded', exitCode: 0, sinceAccepted: 2 });
const fail = (order: JobOrder, exitCode: number) =>
  report({ ...keyOf(order), event: 'failed', exitCode, reason: 'exitCodeNotAccepted', sinceAccepted: 2 });
/** Takes the next order and carries it out. */
async function carryOut(): Promise<JobOrder> {
  const order = await agent.jobOrder();
  await begin(order);
  await succeed(order);
  return order;
}
const containers = async () => (await scene.hub.hub.queries.containers(ADMIN)).rows;

describe('deploy --wait', () => {
  it('follows each state and each line of output, and ends with 0', async () => {
    await givenPackage(scene.hub, { familyName: 'Editor', version: '2.1' });
    const running = scene.start([
      ...['deploy', '--package', 'editor@2.1', '--computer', 'till-01', '--wait', '--output'],
    ]);
    const order = await agent.jobOrder();
    await begin(order);
    await running.says(/Till-01 {2}install Editor 2\.1 {2}executing$/);
    await agent.ask('output', {
      jobId: order.jobId,
      attempt: order.attempt,
      chunks: [
        { sequence: 1, stream: 'stdout', text: 'copying\nset', sinceAccepted: 2 },
        { sequence: 2, stream: 'stdout', text: 'tling\nno line end', sinceAccepted: 3 },
      ],
    });
    await running.says(/^Till-01 \| settling$|Till-01 \| settling$/);
    await succeed(order);
    expect(await running.ended).toBe(0);
    const told = running.answers.map((line) => line.replace(/^\d\d:\d\d:\d\d {2}/, ''));
    expect(told.slice(told.indexOf('Till-01  install Editor 2.1  executing'))).toEqual([
      'Till-01  install Editor 2.1  executing',
      'Till-01 | copying',
      'Till-01 | settling',
      'Till-01 | no line end',
      'Till-01  install Editor 2.1  succeeded: exit code 0',
      expect.stringMatching(/^1 job: 1 succeeded, after \d+ s$/),
    ]);

    const again = await scene.run(['deploy', '--package', 'Editor', '--computer', 'till-01', '--wait']);
    expect(again).toMatchObject({ exitCode: 0, answer: expect.stringContaining('1 already installed') });
  });

  it('ends with 1 when a job fails, and a retry can be followed', async () => {
    await givenPackage(scene.hub, { familyName: 'Fragile' });
    const running = scene.start([
      ...['deploy', '--package', 'Fragile', '--computer', agent.computerId, '--wait', '--json'],
    ]);
    const first = await agent.jobOrder();
    await begin(first);
    await fail(first, 3);
    expect(await running.ended).toBe(1);
    const { container, jobs } = JSON.parse(running.answers.join('\n')) as Record<string, unknown>;
    const { id } = ContainerView.parse(container);
    expect(JobView.array().parse(jobs)).toMatchObject([{ state: 'failed', exitCode: 3 }]);
    expect(running.remarks.join('\n')).toContain('Till-01  install Fragile 1.0  failed: exit code 3');

    const failed = await scene.run([...['jobs', '--state', 'failed', '--computer', 'till-01']]);
    expect(failed.answers).toEqual([
      expect.stringMatching(/^id +computer +job +when +state$/),
      expect.stringMatching(/Till-01 +install Fragile 1\.0 .* failed: exit code 3$/),
    ]);
    expect(await scene.run(['container', 'retry', id])).toMatchObject({ exitCode: 0 });
    const again = scene.start(['container', 'follow', id]);
    await carryOut();
    expect(await again.ended).toBe(0);
  });

  it('ends with 3 when its time is over, and the deployment goes on', async () => {
    await givenPackage(scene.hub, { familyName: 'Slow' });
    const clock = drivenClock(new Date());
    const words = ['deploy', '--package', 'Slow', '--computer', 'Till-01', '--wait', '--timeout', '30m'];
    const running = scene.start(words, { clock });
    const order = await agent.jobOrder();
    await begin(order);
    await running.says(/install Slow 1\.0/);
    await clock.advance(30 * 60_000);
    expect(await running.ended).toBe(3);
    expect(running.remarks.join('\n')).toMatch(/Not done after 30 min 0 s\. The deployment goes on: http/);
    expect(clock.armed).toBe(0);
    await succeed(order);
    expect(await scene.hub.hub.queries.job(ADMIN, order.jobId)).toMatchObject({ state: 'succeeded' });
  });

  it('ends with 4 when it is cancelled, and waits no longer', async () => {
    const offline = await scene.agent('offline-01');
    await givenPackage(scene.hub, { familyName: 'Unwanted' });
    offline.leave();
    const words = ['deploy', '--package', 'Unwanted', '--computer', 'offline-01', '--wait', '--name', 'vain'];
    const running = scene.start(words);
    await running.says(/offline-01 {2}install Unwanted 1\.0 {2}waiting/);
    const [created] = await containers();
    const cancelled = await scene.run(['container', 'cancel', created?.id ?? '']);
    expect(cancelled).toMatchObject({ exitCode: 0, answer: expect.stringContaining('vain') });
    expect(await running.ended).toBe(4);
  });

  it.each(['away', 'away, says the proxy'] as const)(
    'the hub is %s: goes on when it is back',
    async (away) => {
      const one = await givenPackage(scene.hub);
      await using front = await startFront(scene.hub.address);
      const words = ['deploy', '--package', one.id, '--computer', 'Till-01', '--wait'];
      const running = scene.start(words, { environment: { REVEILLE_HUB: front.address } });
      const order = await agent.jobOrder();
      await begin(order);
      await running.says(/executing$/);
      front.hub = away;
      await running.says(/Following goes on when it is back/);
      await succeed(order);
      front.hub = 'there';
      expect(await running.ended).toBe(0);
      expect(running.remarks.filter((line) => line.includes('goes on when'))).toHaveLength(1);
      expect(running.remarks.filter((line) => line === 'The hub answers again.')).toHaveLength(1);
    },
  );

  it('needs --wait for what only following can give', async () => {
    const words = ['deploy', '--package', 'Editor', '--computer', 'Till-01', '--output'];
    expect(await scene.run(words)).toMatchObject({
      exitCode: 2,
      remarks: ['--timeout and --output need --wait.'],
    });
  });
});

describe('deploy without --wait', () => {
  it('prints the id of the container and its page; what was asked for reaches the hub', async () => {
    const options =
      '--start 2099-01-31T18:00:00+01:00 --end 2099-02-01T00:00:00Z --priority -5 --wake --shutdown --pre-stage';
    const rest = '--late grace:30 --restart-timeout never --sequence abort --paused --keep-other-versions';
    const frames = ['--time-frames', '6:00-7:00', '--address-ranges', '10.0.0.0/8', '--notes', 'n'];
    await givenPackage(scene.hub, { familyName: 'Later' });
    const target = ['deploy', '--package', 'Later', '--computer', 'Till-01', '--name', 'night'];
    const told = await scene.run([...target, ...options.split(' '), ...rest.split(' '), ...frames]);
    const [created] = await containers();
    expect(told).toMatchObject({
      exitCode: 0,
      answers: [
        `"night": 1 job in job container ${created?.id ?? ''}`,
        `${scene.hub.address}/containers/${created?.id ?? ''}`,
      ],
    });
    expect(created).toMatchObject({
      startAt: '2099-01-31T17:00:00.000Z',
      endAt: '2099-02-01T00:00:00.000Z',
      priority: -5,
      wakeOnLan: true,
      shutdownAfterCompletion: true,
      preStage: true,
      lateArrival: 'grace',
      graceMinutes: 30,
      restartTimeoutMinutes: -1,
      sequenceMode: 'abortComputer',
      paused: true,
      timeFrames: '6:00-7:00',
      addressRanges: '10.0.0.0/8',
      notes: 'n',
    });
    const resumed = await scene.run(['container', 'resume', created?.id ?? '', '--json']);
    expect(ContainerView.parse(JSON.parse(resumed.answer))).toMatchObject({ paused: false });
    await scene.run(['container', 'cancel', created?.id ?? '']);
  });

  it('an answer that got lost on its way does not create it twice', async () => {
    await using front = await startFront(scene.hub.address);
    front.losesAnswer = true;
    const words = ['deploy', '--package', 'Later', '--computer', 'Till-01', '--name', 'once', '--paused'];
    const told = await scene.run(words, { environment: { REVEILLE_HUB: front.address } });
    expect(told).toMatchObject({ exitCode: 0, remarks: [] });
    expect(front.losesAnswer).toBe(false);
    const made = (await containers()).filter(({ name }) => name === 'once');
    expect(made).toHaveLength(1);
    await scene.run(['container', 'cancel', made[0]?.id ?? '']);
  });

  it('--dry-run shows what the preview says, and creates nothing', async () => {
    const before = (await containers()).length;
    const one = await givenPackage(scene.hub, { familyName: 'Looked at' });
    const words = ['deploy', '--package', 'Looked at', '--computer', 'Till-01', '--dry-run'];
    const wish = { computerIds: [agent.computerId], packageIds: [one.id] };
    const preview = await scene.hub.hub.queries.previewDeployment(ADMIN, wish);
    expect(JSON.parse((await scene.run([...words, '--json'])).answer)).toEqual(preview);
    const { exitCode, answers } = await scene.run(words);
    expect(exitCode).toBe(0);
    expect(answers).toEqual([
      'Till-01 (online)',
      expect.stringMatching(/^ {2}1\. {2}install Looked at 1\.0 {2}waiting {2}Chosen\.$/),
      '',
      '1 computer',
      '1 job: 1 waiting',
    ]);
    expect(await containers()).toHaveLength(before);
  });

  it('takes computers from what is piped in, each once', async () => {
    await scene.agent('Till-02');
    const words = ['deploy', '--package', 'Looked at', '--computers-file', '-', '--dry-run', '--json'];
    const { answer } = await scene.run(words, { input: '# tills\nTILL-01\r\n\n till-02 \nTill-01\n' });
    expect(JSON.parse(answer)).toMatchObject({ totals: { computers: 2 } });
    const many = Array.from({ length: 30 }, () => 'till-02').join('\n');
    expect(JSON.parse((await scene.run(words, { input: many })).answer)).toMatchObject({
      computers: [{ computerName: 'Till-02' }],
    });
  });

  it('names that nothing has are wrong usage: it lists what there is, and creates nothing', async () => {
    await scene.agent('Desk-1');
    const before = (await containers()).length;
    const computer = await scene.run(['deploy', '--package', 'Editor', '--computer', 'desk']);
    expect(computer).toMatchObject({
      exitCode: 2,
      remarks: ['There is no computer "desk". There are: Desk-1.'],
    });
    const family = await scene.run(['deploy', '--package', 'edit', '--computer', 'Desk-1']);
    expect(family).toMatchObject({
      exitCode: 2,
      remarks: ['There is no package "edit". There are: Editor.'],
    });
    const version = await scene.run(['deploy', '--package', 'Editor@9', '--computer', 'Desk-1']);
    expect(version).toMatchObject({
      exitCode: 2,
      remarks: ['"Editor" has no version 9. There is: 2.1.'],
    });
    const nobody = await scene.run(['deploy', '--package', 'Editor']);
    expect(nobody).toMatchObject({ exitCode: 2, remark: expect.stringContaining('Which computers?') });
    expect(await containers()).toHaveLength(before);
  });

  it('a name that could mean two packages is refused with the ids of both', async () => {
    const family = await givenPackage(scene.hub, { familyName: 'Tool@3', version: '1' });
    const version = await givenPackage(scene.hub, { familyName: 'Tool', version: '3' });
    const { exitCode, remark } = await scene.run(['deploy', '--package', 'tool@3', '--computer', 'Till-01']);
    expect(exitCode).toBe(2);
    expect(remark).toContain(family.id);
    expect(remark).toContain(version.id);
  });

  it('what the hub refuses is said in its words: the field that is wrong, the role that is too small', async () => {
    const words = ['deploy', '--package', 'Editor', '--computer', 'Till-01'];
    expect(await scene.run([...words, '--priority', '400'])).toMatchObject({
      exitCode: 2,
      remarks: [
        'Something in this request is not valid. (invalidInput)',
        expect.stringContaining('priority: '),
      ],
    });
    const { token } = await scene.hub.hub.commands.createApiToken(ADMIN, { name: 'v', role: 'viewer' });
    expect(await scene.run(words, { environment: { REVEILLE_TOKEN: token } })).toMatchObject({
      exitCode: 5,
      remark: expect.stringContaining('(forbidden)'),
    });
  });

  it.each([
    ['--start', '2099-01-31T18:00:00', 'zone'],
    ['--late', 'grace', 'grace:MINUTES'],
    ['--timeout', '30', '30m'],
    ['--sequence', 'stop', 'continue or abort'],
  ])('%s %s is wrong usage', async (option, value, hint) => {
    const words = ['deploy', '--package', 'Editor', '--computer', 'Till-01', option, value];
    expect(await scene.run(words)).toMatchObject({ exitCode: 2, remark: expect.stringContaining(hint) });
  });
});

describe('uninstall', () => {
  it('asks for the version where there are several, and follows the one that is named', async () => {
    await givenPackage(scene.hub, { familyName: 'Leaving', version: '1' });
    await givenPackage(scene.hub, { familyName: 'Leaving', version: '2' });
    const target = ['--computer', 'Till-01', '--wait'];
    const unclear = await scene.run(['uninstall', '--package', 'Leaving', ...target]);
    expect(unclear).toMatchObject({ exitCode: 2, remark: expect.stringContaining('Write Leaving@2.') });

    const installing = scene.start(['deploy', '--package', 'Leaving', ...target]);
    await carryOut();
    expect(await installing.ended).toBe(0);
    const removing = scene.start(['uninstall', '--package', 'Leaving@2', ...target]);
    expect(await carryOut()).toMatchObject({ action: 'uninstall' });
    expect(await removing.ended).toBe(0);
    expect((await containers())[0]?.name).toBe('Uninstall Leaving 2');
    const { exitCode, answer, remarks } = await scene.run(['computer', 'show', 'till-01']);
    expect({ exitCode, remarks }).toEqual({ exitCode: 0, remarks: [] });
    expect(answer).not.toContain('Leaving');
    expect(answer).toMatch(/Editor +2\.1/);
  });
});
