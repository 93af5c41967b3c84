import { parentPort, workerData } from 'node:worker_threads';
import { findingId, type Finding } from '#protocol/finding.ts';
import { FINDINGS_PER_RUN, WorkerTask, type WorkerReport } from '#protocol/worker.ts';
import { openStore } from '#store/open-store.ts';
import type { Rule } from './rule.ts';

/** The thread of a worker: runs one rule on the database as it is now, tells the hub what it found, and ends. */
const REASON_LENGTH = 2_000;
const STACK_LENGTH = 10_000;

async function run(task: WorkerTask): Promise<WorkerReport> {
  const { rule: name, rules, databaseUri, ...facts } = task;
  // eslint-disable-next-line no-restricted-syntax -- one rule in each thread: the others are not even loaded.
  const { rule } = (await import(new URL(`${name}.ts`, rules).href)) as { rule?: Rule };
  if (typeof rule !== 'function') throw new Error(`${name}.ts exports no rule`);
  const findings = new Map<string, Finding>();
  let more = false;
  const found = (finding: Finding): void => {
    const id = findingId(finding);
    if (findings.has(id)) return;
    if (findings.size < FINDINGS_PER_RUN) findings.set(id, finding);
    else more = true;
  };
  const store = await openStore({ uri: databaseUri, prepared: true });
  try {
    await rule({ ...facts, store }, found);
  } finally {
    await store.close();
  }
  const { user, system } = process.threadCpuUsage();
  return { outcome: 'done', findings: [...findings.values()], more, milliseconds: (user + system) / 1000 };
}

const failed = (error: unknown): WorkerReport => {
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  return {
    outcome: 'failed',
    reason: message.slice(0, REASON_LENGTH),
    stack: stack.slice(0, STACK_LENGTH),
  };
};

// It reads and nothing else: it may be ended in the middle of anything.
parentPort?.on('message', (message: unknown) => {
  if (message === 'cancel') parentPort?.postMessage('cancelled');
});
// Whoever listens keeps the thread alive; the run alone shall.
parentPort?.unref();
parentPort?.postMessage(await run(WorkerTask.parse(workerData)).catch(failed));
