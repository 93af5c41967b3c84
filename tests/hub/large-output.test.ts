import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { every, type Sampler } from '#tests/support/sampler.ts';
import { EXPECTED, LINE_BYTES, LINES, MANY_LINES, numbersIn } from '#tests/support/many-lines.ts';
import { setStage, type Stage } from '#tests/support/stage.ts';
import { ADMIN } from '#tests/support/test-hub.ts';

const MIB = 1024 * 1024;
/** Far above what either needs, far below what keeping all of it would take several times over. */
const MOST_GROWTH_MIB = 250;

let stage: Stage;
beforeAll(async () => {
  stage = await setStage('large');
});
afterAll(() => stage.dispose());

describe('output', () => {
  it(`${LINES} lines of ${LINE_BYTES} bytes arrive whole and in order, with memory bounded`, async () => {
    const { hub, agent, beside } = stage;
    const computer = await beside.computerOnline('large');
    const one = await beside.hub.commands.createPackage(ADMIN, {
      familyName: 'large',
      version: '1',
      installProcedure: MANY_LINES,
    });
    const before = { hub: await residentBytes(hub.pid), agent: await residentBytes(agent.pid) };
    const peak = { ...before };
    const sampler: Sampler = every(100, async () => {
      peak.hub = Math.max(peak.hub, await residentBytes(hub.pid));
      peak.agent = Math.max(peak.agent, await residentBytes(agent.pid));
    });
    const container = await beside.post('job-containers', {
      name: 'large',
      computerIds: [computer.id],
      packageIds: [one.id],
    });
    const { jobs } = await beside.hub.queries.jobsOfContainer(ADMIN, container.id);
    const jobId = jobs[0]?.id ?? '';
    const job = await beside.jobOnce(jobId, ({ state }) => state === 'succeeded' || state === 'failed');
    await sampler.stop();
    expect(job.state).toBe('succeeded');

    const { stdout, stderr } = await beside.output(jobId);
    expect(numbersIn(stdout)).toEqual(EXPECTED.stdout);
    expect(numbersIn(stderr)).toEqual(EXPECTED.stderr);
    expect(stdout.length + stderr.length).toBe(LINES * LINE_BYTES);
    expect(job.output).toMatchObject({ bytes: LINES * LINE_BYTES });
    expect(job.output.omitted).toBeUndefined();

    const mebibytes = (bytes: number) => `${Math.round(bytes / MIB)} MiB`;
    console.log(
      `${LINES} lines: hub ${mebibytes(before.hub)} → at most ${mebibytes(peak.hub)}, ` +
        `agent ${mebibytes(before.agent)} → at most ${mebibytes(peak.agent)}`,
    );
    expect((peak.hub - before.hub) / MIB).toBeLessThan(MOST_GROWTH_MIB);
    expect((peak.agent - before.agent) / MIB).toBeLessThan(MOST_GROWTH_MIB);
  }, 120_000);
});

async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
}
