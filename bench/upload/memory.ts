import { readFile } from 'node:fs/promises';
import { every } from '#tests/support/sampler.ts';

const SAMPLED_EVERY_MS = 100;

/** Memory of another process that lies in RAM, in bytes. Source: proc(5), `VmRSS`. */
async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
}

export interface Observed<Value> {
  value: Value;
  seconds: number;
  /** The most resident bytes meanwhile. */
  peak: number;
  samples: number;
}

/** Does something, and looks at a process's memory again and again meanwhile. */
export async function observing<Value>(pid: number, work: () => Promise<Value>): Promise<Observed<Value>> {
  let peak = 0;
  let samples = 0;
  const look = async (): Promise<void> => {
    peak = Math.max(peak, await residentBytes(pid));
    samples += 1;
  };
  await look();
  const sampler = every(SAMPLED_EVERY_MS, look);
  const began = performance.now();
  try {
    const value = await work();
    const seconds = (performance.now() - began) / 1000;
    await look();
    return { value, seconds, peak, samples };
  } finally {
    await sampler.stop();
  }
}
