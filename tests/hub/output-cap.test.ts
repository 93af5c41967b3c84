import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LIMITS } from '#protocol/limits.ts';
import { BareAgent, valueOf } from '#tests/support/bare-agent.ts';
import { deploy, givenPackage } from '#tests/support/deployments.ts';
import { ADMIN, startTestHub, type TestHub } from '#tests/support/test-hub.ts';

const CHUNK = 'x'.repeat(LIMITS.outputChunkBytes);
/** Enough for two trimmings: the cap is exceeded by more than half. */
const MESSAGES = Math.ceil(
  (LIMITS.outputBytesPerAttempt * 1.6) / (CHUNK.length * LIMITS.outputChunksPerMessage),
);

let hub: TestHub;
let agent: BareAgent;
beforeAll(async () => {
  hub = await startTestHub();
  agent = await new BareAgent(hub.address).join((await hub.enrolmentToken()).token, 'talkative');
});
afterAll(async () => {
  agent.leave();
  await hub.dispose();
});

async function stored(jobId: string): Promise<number[]> {
  const sequences: number[] = [];
  for (let after = 0; ;) {
    const page = await hub.hub.queries.output(ADMIN, { jobId, after });
    sequences.push(...page.chunks.map((chunk) => chunk.sequence));
    if (page.next === undefined) return sequences;
    after = page.next;
  }
}

describe('the cap of an attempt’s output', () => {
  it('[O1] [O2] keeps the first and the last half; the marker names what is missing; a repeated chunk stays out', async () => {
    const job = await deploy(hub, { computerId: agent.computerId, packageId: (await givenPackage(hub)).id });
    const order = await agent.jobOrder();
    const key = { jobId: job.id, attempt: order.attempt };
    await agent.report({ ...key, event: 'executing', sinceAccepted: 1 });
    const send = (first: number) =>
      agent.ask('output', {
        ...key,
        chunks: Array.from({ length: LIMITS.outputChunksPerMessage }, (_, index) => ({
          sequence: first + index,
          stream: 'stdout',
          text: CHUNK,
          sinceAccepted: first,
        })),
      });
    const last = MESSAGES * LIMITS.outputChunksPerMessage;
    for (let first = 1; first <= last; first += LIMITS.outputChunksPerMessage) valueOf(await send(first));

    const kept = await stored(job.id);
    const { output } = await hub.hub.queries.job(ADMIN, job.id);
    expect(kept.length * CHUNK.length).toBeLessThanOrEqual(LIMITS.outputBytesPerAttempt * (1 + 1 / 8));
    expect(kept[0]).toBe(1);
    expect(kept.at(-1)).toBe(last);
    const missing = Array.from({ length: last }, (_, index) => index + 1).filter(
      (one) => !kept.includes(one),
    );
    expect(output.omitted).toEqual({ from: missing[0], to: missing.at(-1) });
    expect(missing).toHaveLength((output.omitted?.to ?? 0) - (output.omitted?.from ?? 0) + 1);

    // As after a lost acknowledgement: acknowledged again, and still out.
    valueOf(await send(missing[0] ?? 0));
    expect(await stored(job.id)).not.toContain(missing[0]);
    await agent.report({ ...key, event: 'succeeded', exitCode: 0, sinceAccepted: 9 });
    const ended = await hub.hub.queries.job(ADMIN, job.id);
    expect(ended.output).toMatchObject({
      lastSequence: last,
      bytes: last * CHUNK.length,
      omitted: output.omitted,
    });
  });
});
