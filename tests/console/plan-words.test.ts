import { describe, expect, test } from 'vitest';
import { afterwardsOfJob, afterwardsSentences } from '#lib/assistant/afterwards-words.ts';
import { lateSentence } from '#lib/assistant/offline-words.ts';
import { DEFAULT_OPTIONS, type OptionValues } from '#lib/options/option-values.ts';
import type { PreviewTotals } from '#protocol/views/preview.ts';

const none = { jobs: 0, computers: 0 };
const nothing = { restarts: none, shutdowns: none, agentRestarts: none };
const totals = (given: Partial<PreviewTotals>): PreviewTotals => ({
  ...{ computers: 2, offline: 0, unknown: 0, wakeable: 0, wakeableByPeer: 0, jobs: 3, counts: {} },
  ...{ addedUninstalls: 0, bytes: 0, ...nothing, required: nothing, ...given },
});

describe('[B3] what packages ask for after their jobs', () => {
  test('is expected, and whoever is logged in is warned of what ends their work', () => {
    const one = { jobs: 1, computers: 1 };
    const shown = afterwardsSentences(
      totals({ restarts: { jobs: 3, computers: 2 }, shutdowns: one, agentRestarts: one }),
    );
    expect(shown).toEqual([
      { sentence: '3 restarts expected, on 2 computers.', warns: true },
      { sentence: '1 shutdown expected, on 1 computer.', warns: true },
      { sentence: '1 agent restart expected, on 1 computer.', warns: false },
    ]);
    expect(afterwardsOfJob('restart', 20)).toBe(' Then the computer restarts.');
    expect(afterwardsOfJob('none', 20)).toBe('');
  });

  test('is only required where the restart timeout is negative', () => {
    const required = {
      restarts: { jobs: 3, computers: 2 },
      shutdowns: none,
      agentRestarts: { jobs: 1, computers: 1 },
    };
    expect(afterwardsSentences(totals({ required }))).toEqual([
      { sentence: 'Restart required on 2 computers afterwards, none done by itself.', warns: false },
      {
        sentence: 'Restart of the agent required on 1 computer afterwards, not done by itself.',
        warns: false,
      },
    ]);
    expect(afterwardsOfJob('restart', -1)).toBe(' Then “restart required” is shown.');
  });
});

describe('[L1] [L2] what becomes of computers that are offline at the start', () => {
  test.each<[Partial<OptionValues>, string]>([
    [{}, 'Jobs run as soon as a computer connects.'],
    [{ lateArrival: 'grace', graceMinutes: 45 }, 'Whoever connects within 45 min of the start takes part.'],
    [
      { lateArrival: 'grace', graceMinutes: 45, wakeOnLan: true },
      'Whoever connects within 45 min of the start, or while it is being woken, takes part.',
    ],
    [{ lateArrival: 'skip' }, 'Whoever is not online at the start is left out.'],
    [
      { lateArrival: 'skip', wakeOnLan: true },
      'Whoever is not online at the start, and does not come while it is being woken, is left out.',
    ],
  ])('%j: %s', (given, words) => expect(lateSentence({ ...DEFAULT_OPTIONS, ...given })).toBe(words));
});
