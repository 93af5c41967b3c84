import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

/** Carries something out, and tells how long that took and for how long the event loop was not free meanwhile. */
export async function measured<Value>(what: string, work: () => Promise<Value>): Promise<Value> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const begun = performance.now();
  const value = await work();
  const took = performance.now() - begun;
  delay.disable();
  const longest = (delay.max / 1e6).toFixed(1);
  const most = (delay.percentile(99) / 1e6).toFixed(1);
  console.log(
    `${what}: ${(took / 1000).toFixed(2)} s; the event loop was blocked ${longest} ms at the longest (99 %: ${most} ms)`,
  );
  return value;
}
