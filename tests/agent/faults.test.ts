import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AgentProcess, agentOf } from './support/agents.ts';
import { archiveOf } from './support/archives.ts';
import { Gate } from './support/gates.ts';
import { jobOrder } from './support/jobs.ts';
import { LogLines } from './support/log-lines.ts';
import { ScriptedHub } from './support/scripted-hub.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { isAlive } from './support/workshop.ts';

const runsIn = (data: string) => readFileSync(join(data, 'files/runs'), 'utf8');
const RUN = 'echo run >> "$REVEILLE_AGENT_DATA/runs"';

test('a connection cut in mid-output loses nothing and doubles nothing', async () => {
  const hub = await ScriptedHub.start();
  await agentOf(hub, { data: temporaryFolder() });
  const job = jobOrder({
    procedure: 'for i in $(seq 1 60); do echo "line $i"; echo "warning $i" >&2; sleep 0.02; done',
  });
  await hub.offer(job);
  for (const line of ['line 10\n', 'line 30\n']) {
    await hub.until(() => hub.textOf(job, 'stdout').includes(line));
    hub.cut();
  }
  expect(await hub.result(job)).toMatchObject({ event: 'succeeded' });
  const expected = (word: string) => Array.from({ length: 60 }, (_, i) => `${word} ${i + 1}\n`).join('');
  expect(hub.textOf(job, 'stdout')).toBe(expected('line'));
  expect(hub.textOf(job, 'stderr')).toBe(expected('warning'));
  expect(hub.chunksOf(job).map((chunk) => chunk.sequence)).toEqual(hub.chunksOf(job).map((_, i) => i + 1));
  expect(hub.hellos.length).toBe(3);
  expect(hub.eventsOf(job)).toEqual(['executing', 'succeeded']);
});

test('answers that never come do not double a result', async () => {
  const hub = await ScriptedHub.start();
  let cuts = 0;
  // The hub records the result, but its answer is lost with the connection.
  hub.script = (name, message) => {
    if (name !== 'report' || !JSON.stringify(message).includes('succeeded') || cuts > 0) return undefined;
    cuts += 1;
    hub.cut();
    return 'silence';
  };
  const data = temporaryFolder();
  await agentOf(hub, { data });
  const job = jobOrder({ procedure: RUN });
  await hub.offer(job);
  expect(await hub.result(job)).toMatchObject({ event: 'succeeded' });
  expect(runsIn(data)).toBe('run\n');
  expect(hub.hellos.at(-1)?.attempts).toMatchObject([{ jobId: job.jobId, phase: 'finished' }]);
});

test('a result that was produced while the hub was away arrives when it is back', async () => {
  const hub = await ScriptedHub.start();
  const gate = new Gate(temporaryFolder());
  const lines = new LogLines();
  await agentOf(hub, { data: temporaryFolder(), log: lines.log });
  const job = jobOrder({ procedure: `cat ${gate.path}; echo done; exit 4`, successCodes: [4] });
  await hub.offer(job);
  await hub.until(() => hub.eventsOf(job).includes('executing'));
  await hub.close();
  await gate.open();
  await lines.until('attempt ended');
  await hub.open();
  expect(await hub.result(job)).toMatchObject({ event: 'succeeded', exitCode: 4 });
  expect(hub.textOf(job)).toBe('done\n');
});

test('a download goes on when the hub is back', async () => {
  const hub = await ScriptedHub.start();
  const lines = new LogLines();
  await agentOf(hub, { data: temporaryFolder(), log: lines.log });
  const archive = await archiveOf([{ name: 'file', text: 'text' }]);
  hub.content.put(archive);
  hub.content.stallAfter = 20;
  const job = jobOrder({ archive, procedure: 'cat file' });
  await hub.offer(job);
  await hub.content.served();
  await hub.close();
  await lines.until('does not answer', 3);
  hub.content.stallAfter = undefined;
  await hub.open();
  expect(await hub.result(job)).toMatchObject({ event: 'succeeded' });
  expect(hub.content.ranges).toHaveLength(2);
});

test('an agent killed in mid-execution never runs it again, waits for what is left of it, and says so', async () => {
  const hub = await ScriptedHub.start();
  const data = temporaryFolder();
  const gate = new Gate(temporaryFolder());
  const first = new AgentProcess(hub, { data });
  const job = jobOrder({ procedure: `${RUN}; echo begun; cat ${gate.path}` });
  await hub.offer(job);
  await hub.until(() => hub.textOf(job) === 'begun\n');
  await first.kill();

  new AgentProcess(hub, { data });
  await hub.until(() => hub.hellos.length === 2);
  expect(hub.hellos[1]?.attempts).toEqual([{ jobId: job.jobId, attempt: 1, phase: 'held', begun: true }]);
  expect(await hub.offer(jobOrder())).toEqual({ answer: 'busy' });
  await gate.open();
  expect(await hub.result(job)).toMatchObject({ event: 'failed', reason: 'agentInterrupted' });

  const next = jobOrder({ procedure: RUN });
  await hub.offer(next);
  await hub.result(next);
  expect(runsIn(data)).toBe('run\nrun\n');
  expect(hub.eventsOf(job)).toEqual(['executing', 'failed']);
});

test('what an agent that was killed has left running can be cancelled', async () => {
  const hub = await ScriptedHub.start();
  const data = temporaryFolder();
  const first = new AgentProcess(hub, { data });
  const job = jobOrder({ procedure: 'echo $$; sleep 600; true' });
  await hub.offer(job);
  const [pid] = await hub.until(() => /^\d+(?=\n)/.exec(hub.textOf(job)) ?? undefined);
  await first.kill();
  expect(isAlive(Number(pid))).toBe(true);

  new AgentProcess(hub, { data });
  await hub.until(() => hub.hellos.length === 2);
  expect(await hub.cancel(job)).toEqual({ answer: 'stopping' });
  expect(await hub.result(job)).toMatchObject({ event: 'cancelled' });
  expect(isAlive(Number(pid))).toBe(false);
});

test('an agent killed between accepting and beginning goes on with the download and runs the job once', async () => {
  const hub = await ScriptedHub.start();
  const data = temporaryFolder();
  const archive = await archiveOf([{ name: 'file', text: Buffer.from('x'.repeat(50_000)) }]);
  hub.content.put(archive);
  hub.content.stallAfter = 20;
  const first = new AgentProcess(hub, { data });
  const job = jobOrder({ archive, procedure: `${RUN}; test -f file` });
  await hub.offer(job);
  await hub.until(() => hub.asked.includes('progress'));
  await first.kill();

  hub.content.stallAfter = undefined;
  new AgentProcess(hub, { data });
  expect(await hub.result(job)).toMatchObject({ event: 'succeeded' });
  expect(hub.hellos[1]?.attempts).toEqual([{ jobId: job.jobId, attempt: 1, phase: 'held', begun: false }]);
  expect(runsIn(data)).toBe('run\n');
  expect(hub.eventsOf(job)).toEqual(['downloading', 'unpacking', 'executing', 'succeeded']);
});

test('a refused enrolment ends the agent with one clear line and exit code 2', async () => {
  const hub = await ScriptedHub.start();
  hub.script = (name) => (name === 'enrol' ? 'enrolmentTokenExpired' : undefined);
  const agent = new AgentProcess(hub, { data: temporaryFolder() });
  expect(await agent.exited).toBe(2);
  expect(agent.stderr).toBe('This enrolment token has expired.\n');
});

test('an agent that is asked to stop ends with exit code 0', async () => {
  const hub = await ScriptedHub.start();
  const agent = new AgentProcess(hub, { data: temporaryFolder() });
  await hub.ready();
  expect(await agent.terminate()).toBe(0);
});
