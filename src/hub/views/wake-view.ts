import type { Wake } from '#domain/entities.ts';
import type { WakeView } from '#protocol/views/wake.ts';
import { present } from './present.ts';

export function wakeView(wake: Wake): WakeView {
  const { startedAt, windowEndsAt, nextAt, awakeAt, bursts, ...rest } = wake;
  return {
    ...rest,
    startedAt: startedAt.toISOString(),
    windowEndsAt: windowEndsAt.toISOString(),
    ...present('nextAt', nextAt),
    ...present('awakeAt', awakeAt),
    bursts: bursts.map(({ at, packets }) => ({ at: at.toISOString(), packets })),
  };
}
