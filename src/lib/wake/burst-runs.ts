import type { WakePacket, WakeView } from '#protocol/views/wake.ts';

/** Bursts in a row that went the same ways. */
export interface BurstRun {
  times: string[];
  packets: WakePacket[];
}

const ways = (packets: readonly WakePacket[]) =>
  JSON.stringify(packets.map(({ route, mac, via, to, problem }) => [route, mac, via, to, problem]));

/** A trace without its repetition: what was sent the same way again is one entry with several times. */
export function burstRuns(bursts: WakeView['bursts']): BurstRun[] {
  const runs: BurstRun[] = [];
  let last: string | undefined;
  for (const { at, packets } of bursts) {
    const key = ways(packets);
    const run = runs.at(-1);
    if (run !== undefined && key === last) run.times.push(at);
    else runs.push({ times: [at], packets });
    last = key;
  }
  return runs;
}
