import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS, Settings } from '#protocol/settings.ts';
import {
  environmentName,
  exampleWarning,
  NUMBER_SETTINGS,
  spanOf,
  type NumberSetting,
} from '#lib/words/settings.ts';

const keys = Object.keys(NUMBER_SETTINGS) as NumberSetting[];

describe('the bounds that the console tells are those of the schema', () => {
  test.each(keys)('%s', (key) => {
    const { least, most, never } = NUMBER_SETTINGS[key];
    const allows = (value: number) => Settings.shape[key].safeParse(value).success;
    expect([least - 1, least, most, most + 1].map(allows)).toEqual([false, true, true, false]);
    expect(never !== undefined).toBe(allows(0));
  });

  test('every number among the settings has words', () => {
    const numbers = Object.entries(DEFAULT_SETTINGS).filter(
      ([key, value]) => typeof value === 'number' && !key.startsWith('assistant'),
    );
    expect(numbers.map(([key]) => key).sort()).toEqual([...keys].sort());
  });
});

test('a span is told in the largest unit that fits it whole', () => {
  const hours = NUMBER_SETTINGS.purgeFailedAfterHours;
  expect([0, 1, 4, 24, 48, 50].map((value) => spanOf(hours, value))).toEqual([
    'never',
    '1 hour',
    '4 hours',
    '1 day',
    '2 days',
    '50 hours',
  ]);
});

test('a setting that the environment has set is named as it stands there', () => {
  expect(environmentName('purgeSucceededAfterHours')).toBe('PURGE_SUCCEEDED_AFTER_HOURS');
  expect(environmentName('restartWarning')).toBe('RESTART_WARNING');
});

test('the example of the warning fills in what the agent fills in', () => {
  expect(exampleWarning(DEFAULT_SETTINGS.restartWarning)).toBe(
    'This computer restarts in 20 minutes. Please save your work. Firefox 128.0 was installed.',
  );
});
