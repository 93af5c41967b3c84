import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { AgentProcess } from './support/agents.ts';
import { jobOrder } from './support/jobs.ts';
import { ScriptedHub } from './support/scripted-hub.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const LINES = 100_000;
/** What an agent may take at most, whatever a procedure writes. */
const MEMORY_MEGABYTES = 220;

/** The most memory a process has had so far, in megabytes; where the system does not tell: what it has now. */
function memoryOf(pid: number): number {
  if (process.platform === 'linux') {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
  }
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
}

/** Two streams of numbered lines of 60 bytes each. */
const PROCEDURE = `awk 'BEGIN { for (i = 1; i <= ${LINES}; i++) {
  printf "out %055d\\n", i; printf "err %055d\\n", i > "/dev/stderr" } }'`;

test('200,000 lines on two streams arrive whole and in order, in bounded memory', async () => {
  const hub = await ScriptedHub.start();
  const agent = new AgentProcess(hub, { data: temporaryFolder() });
  await hub.until(() => hub.inventory.length === 3);
  const before = memoryOf(agent.pid);
  const job = jobOrder({ procedure: PROCEDURE });
  const begun = performance.now();
  await hub.offer(job);
  expect(await hub.result(job)).toMatchObject({ event: 'succeeded' });
  const seconds = (performance.now() - begun) / 1000;
  const after = memoryOf(agent.pid);
  process.stdout.write(
    `200,000 lines in ${seconds.toFixed(1)} s; agent's peak ${before.toFixed(0)} MB before, ${after.toFixed(0)} MB after\n`,
  );
  for (const [stream, word] of [
    ['stdout', 'out'],
    ['stderr', 'err'],
  ] as const) {
    const lines = hub.textOf(job, stream).trimEnd().split('\n');
    expect(lines).toHaveLength(LINES);
    const wrong = lines.findIndex((line, index) => line !== `${word} ${String(index + 1).padStart(55, '0')}`);
    expect(wrong).toBe(-1);
  }
  expect(after).toBeLessThan(MEMORY_MEGABYTES);
}, 120_000);
