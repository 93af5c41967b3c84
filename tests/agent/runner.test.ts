import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { jobOrder } from './support/jobs.ts';
import { isAlive, Workshop } from './support/workshop.ts';

describe('a procedure', () => {
  test('runs in an empty folder of its own, that is gone afterwards', async () => {
    const workshop = new Workshop();
    const job = jobOrder({ procedure: 'pwd; ls -a; touch left.txt' });
    await workshop.execute(job);
    const folder = join(workshop.folders.work, `${job.jobId}-1`);
    expect(workshop.textOf(job)).toBe(`${folder}\n.\n..\n`);
    expect(readdirSync(workshop.folders.work)).toEqual([]);
  });

  test('sees what it is for, and nothing of the environment of the agent', async () => {
    process.env.SECRET_OF_THE_AGENT = 'x';
    const workshop = new Workshop();
    const job = jobOrder({ procedure: 'env | grep -E "REVEILLE|SECRET|FRONTEND|LANG" | sort', attempt: 3 });
    await workshop.execute(job);
    expect(workshop.textOf(job).trim().split('\n')).toEqual([
      'DEBIAN_FRONTEND=noninteractive',
      'LANG=C.UTF-8',
      'REVEILLE_ACTION=install',
      `REVEILLE_AGENT_DATA=${workshop.folders.files}`,
      'REVEILLE_ATTEMPT=3',
      `REVEILLE_JOB=${job.jobId}`,
      'REVEILLE_PACKAGE=Sample',
      'REVEILLE_VERSION=1.0',
    ]);
  });

  test('has no input and cannot see the gate it waited at', async () => {
    const workshop = new Workshop();
    const { result } = await workshop.execute(
      jobOrder({ procedure: 'cat; ls /proc/self/fd | wc -l; cat <&3' }),
    );
    expect(result).toMatchObject({ event: 'failed', reason: 'exitCodeNotAccepted' });
  });

  test('streams are told apart and keep the order of their lines', async () => {
    const workshop = new Workshop();
    const job = jobOrder({ procedure: 'for i in 1 2 3; do echo "out $i"; echo "err $i" >&2; done' });
    await workshop.execute(job);
    expect(workshop.textOf(job, 'stdout')).toBe('out 1\nout 2\nout 3\n');
    expect(workshop.textOf(job, 'stderr')).toBe('err 1\nerr 2\nerr 3\n');
  });

  test.each([
    ['exit 0', [0], { event: 'succeeded', exitCode: 0 }],
    ['exit 17', [0, 17], { event: 'succeeded', exitCode: 17 }],
    ['exit 17', [], { event: 'succeeded', exitCode: 17 }],
    ['exit 17', [0], { event: 'failed', reason: 'exitCodeNotAccepted', exitCode: 17 }],
    ['kill -KILL $$', [], { event: 'failed', reason: 'killedBySignal', detail: 'SIGKILL' }],
    ['no-such-command', [0], { event: 'failed', reason: 'exitCodeNotAccepted', exitCode: 127 }],
  ])('that does "%s" with success codes %j', async (procedure, successCodes, result) => {
    const workshop = new Workshop();
    expect((await workshop.execute(jobOrder({ procedure, successCodes }))).result).toMatchObject(result);
  });

  test('that cannot be started says so', async () => {
    const workshop = new Workshop();
    const { result } = await workshop.execute(jobOrder({ procedure: 'echo \0' }));
    expect(result).toMatchObject({ event: 'failed', reason: 'spawnFailed' });
    expect(result).not.toHaveProperty('exitCode');
  });

  test('is not waited for when only what it left behind still holds its output', async () => {
    const workshop = new Workshop();
    const job = jobOrder({ procedure: 'sleep 600 & echo $!; exit 0' });
    const { result } = await workshop.execute(job);
    expect(result).toMatchObject({ event: 'succeeded', exitCode: 0 });
    const left = Number(workshop.textOf(job));
    expect(isAlive(left)).toBe(true);
    process.kill(left, 'SIGKILL');
  });
});

/** Says the process id of a grandchild that ignores being asked and has left for a session of its own. */
const STUBBORN = `sh -c 'setsid sh -c "trap \\"\\" TERM; echo \\$\\$; while :; do sleep 1; done"; true'; true`;

describe('stopping', () => {
  test('over its time limit, a procedure is stopped and reported as such', async () => {
    const workshop = new Workshop();
    const { result } = await workshop.execute(jobOrder({ procedure: 'sleep 600', timeLimitSeconds: 1 }));
    expect(result).toMatchObject({ event: 'failed', reason: 'timeout' });
    expect(result.sinceAccepted).toBeGreaterThanOrEqual(1000);
  });

  test('ends the whole tree, also who ignores being asked', async () => {
    const workshop = new Workshop();
    const job = jobOrder({ procedure: STUBBORN });
    workshop.begin(job);
    const [pid] = await workshop.until(() => /^\d+(?=\n)/.exec(workshop.textOf(job)));
    expect(isAlive(Number(pid))).toBe(true);
    expect(workshop.runner.cancel(job)).toEqual({ answer: 'stopping' });
    expect(workshop.runner.cancel(job)).toEqual({ answer: 'stopping' });
    expect(await workshop.resultOf(job)).toMatchObject({ event: 'cancelled' });
    expect(isAlive(Number(pid))).toBe(false);
  });

  test('asks before it kills: a procedure may tidy up', async () => {
    const workshop = new Workshop();
    const job = jobOrder({
      procedure: `trap 'echo tidied; exit 5' TERM; echo begun; while :; do sleep 0.1; done`,
    });
    workshop.begin(job);
    await workshop.until(() => workshop.textOf(job).includes('begun'));
    workshop.runner.cancel(job);
    expect(await workshop.resultOf(job)).toMatchObject({ event: 'cancelled', exitCode: 5 });
    expect(workshop.textOf(job)).toContain('tidied');
  });

  test('what has not begun is cancelled at once and never begins', async () => {
    const workshop = new Workshop();
    const mark = join(workshop.data, 'ran');
    const job = jobOrder({ procedure: `touch ${mark}` });
    workshop.runner.offer(job);
    expect(workshop.runner.cancel(job)).toEqual({ answer: 'cancelled' });
    workshop.runner.start();
    expect(await workshop.resultOf(job)).toMatchObject({ event: 'cancelled' });
    await workshop.execute(jobOrder());
    expect(existsSync(mark)).toBe(false);
  });

  test('what is not held cannot be cancelled', () => {
    expect(new Workshop().runner.cancel({ jobId: 'a'.repeat(24), attempt: 1 })).toEqual({
      answer: 'notHeld',
    });
  });
});

describe('an agent that was interrupted', () => {
  test('never runs the procedure again, and says so', async () => {
    const workshop = new Workshop();
    const mark = join(workshop.data, 'ran');
    const job = jobOrder({ procedure: `echo run >> ${mark}` });
    workshop.runner.offer(job);
    // As an agent leaves it that dies between its journal and its process.
    workshop.memory.journal.begin(job, undefined);
    workshop.runner.start();
    expect(await workshop.resultOf(job)).toMatchObject({ event: 'failed', reason: 'agentInterrupted' });
    expect(existsSync(mark)).toBe(false);
  });

  test('leaves nothing of an earlier start in the folder of an attempt', async () => {
    const workshop = new Workshop();
    const job = jobOrder({ procedure: 'ls' });
    const folder = join(workshop.folders.work, `${job.jobId}-1`);
    mkdirSync(folder);
    writeFileSync(join(folder, 'half-unpacked'), 'x');
    await workshop.execute(job);
    expect(workshop.textOf(job)).toBe('');
  });
});

test('one job at a time: the next waits for the end of the one before', async () => {
  const workshop = new Workshop();
  const file = join(workshop.data, 'order');
  const first = jobOrder({ procedure: `echo 1 >> ${file}` });
  const second = jobOrder({ procedure: `echo 2 >> ${file}` });
  workshop.begin(first);
  expect(workshop.runner.offer(second)).toEqual({ answer: 'busy' });
  await workshop.resultOf(first);
  workshop.begin(second);
  await workshop.resultOf(second);
  expect(readFileSync(file, 'utf8')).toBe('1\n2\n');
});
