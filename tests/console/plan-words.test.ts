import { describe, expect, test } from 'vitest';
import { afterwardsOfJob, afterwardsSentences } from '#lib/assistant/afterwards-words.ts';
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
      { text: '3 restarts expected, on 2 computers.', warns: true },
      { text: '1 shutdown expected, on 1 computer.', warns: true },
      { text: '1 agent restart expected, on 1 computer.', warns: false },
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
      { text: 'Restart required on 2 computers afterwards, none done by itself.', warns: false },
      { text: 'Restart of the agent required on 1 computer afterwards, not done by itself.', warns: false },
    ]);
    expect(afterwardsOfJob('restart', -1)).toBe(' Then “restart required” is shown.');
  });
});
