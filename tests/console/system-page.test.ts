import { describe, expect, test } from 'vitest';
import type { SystemView } from '#protocol/views/system.ts';
import { healthOf } from '#lib/system/health.ts';
import { LiveSystem } from '#lib/system/live-system.svelte.ts';

const system = (given: Partial<SystemView> = {}): SystemView => ({
  at: '2026-11-23T12:00:00.000Z',
  version: '1.0.0',
  nodeVersion: '26.0.0',
  startedAt: '2026-11-23T11:00:00.000Z',
  timeZone: 'UTC',
  runs: [],
  store: { kind: 'embedded', answers: true, documents: [] },
  sockets: { agents: 0, consoles: 1 },
  messages: { received: 0, sent: 0 },
  queue: { dueJobs: 0, computers: 0 },
  computers: 0,
  agentVersions: [],
  memoryBytes: 1,
  heapBytes: 1,
  dataDirectory: { freeBytes: 50, totalBytes: 100 },
  contentBytes: 0,
  uploadBytes: 0,
  workers: [],
  ...given,
});
const at = (seconds: number) => new Date(Date.UTC(2026, 10, 23, 12, 0, seconds)).toISOString();

describe('messages a second', () => {
  const given = () =>
    new LiveSystem({
      snapshot: { system: system({ messages: { received: 100, sent: 1_000 } }), hours: [] },
      read: () => Promise.reject(new Error('is not asked')),
      now: () => 0,
    });
  const tell = (live: LiveSystem, view: SystemView) => live.apply([{ kind: 'system', system: view }]);

  test('are known from the second time on, from what came between', () => {
    const live = given();
    expect(live.rates).toBeUndefined();
    tell(live, system({ at: at(2), messages: { received: 110, sent: 1_500 } }));
    expect(live.rates).toEqual({ received: 5, sent: 250 });
    // Another process of the hub counts from nothing.
    tell(live, system({ at: at(4), messages: { received: 4, sent: 1 } }));
    expect(live.rates).toEqual({ received: 0, sent: 0 });
    live.close();
  });

  test('are not made of what is too close together, and what was overtaken is not shown', () => {
    const live = given();
    tell(live, system({ at: '2026-11-23T12:00:00.200Z', messages: { received: 120, sent: 1_000 } }));
    expect(live.rates).toBeUndefined();
    tell(live, system({ at: '2026-11-23T11:59:59.000Z', version: 'older' }));
    expect(live.system.version).toBe('1.0.0');
    live.close();
  });
});

describe('how the hub is', () => {
  const found = (given: Partial<SystemView>) => healthOf(system(given)).map(({ trouble }) => trouble);
  const worker = (state: 'failing' | 'resting') =>
    ({ rule: 'expire', state, everySeconds: 5, runs: 1, failures: 0, findings: 0 }) as const;

  test('is well when nothing is wrong', () => {
    expect(found({})).toEqual([]);
    expect(found({ workers: [worker('resting')], loopDelay: { median: 1, p99: 249 } })).toEqual([]);
    expect(found({ dataDirectory: { freeBytes: 6, totalBytes: 100 } })).toEqual([]);
  });

  test('names what an admin should look at, the worst first', () => {
    expect(
      found({
        store: { kind: 'mongodb', answers: false, documents: [] },
        workers: [worker('failing')],
        dataDirectory: { freeBytes: 5, totalBytes: 100 },
        loopDelay: { median: 1, p99: 250 },
      }),
    ).toEqual(['database', 'workers', 'disk', 'slow']);
  });
});
