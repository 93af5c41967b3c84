import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { sum, tallyOfPlaywright, tallyOfVitest, titleLines } from '#tests/support/tally.ts';

const folder = mkdtempSync(join(tmpdir(), 'reveille-tally-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function reportFile(content: unknown): string {
  const file = join(folder, `${(files += 1)}.json`);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const vitestReport = (statuses: string[]) =>
  reportFile({
    numPassedTests: statuses.filter((status) => status === 'passed').length,
    numFailedTests: statuses.filter((status) => status === 'failed').length,
    testResults: [
      {
        name: 'a.test.ts',
        assertionResults: statuses.map((status, at) => ({ status, fullName: `test ${at}` })),
      },
    ],
  });
const playwrightReport = (stats: { expected: number; unexpected: number; flaky: number; skipped: number }) =>
  reportFile({ stats });

describe('what vitest says', () => {
  test('is counted', () => {
    expect(tallyOfVitest(vitestReport(['passed', 'passed', 'failed']), 1)).toEqual({
      passed: 2,
      failed: 1,
      failures: ['test 2'],
      skipped: [],
    });
  });
  test('names each test that did not run', () => {
    expect(tallyOfVitest(vitestReport(['passed', 'pending', 'todo']), 0).skipped).toEqual([
      'test 1',
      'test 2',
    ]);
  });
  test.each([
    ['ends badly though no test failed', vitestReport(['passed']), 1, { passed: 1, failed: 1 }],
    ['was killed by a signal', vitestReport(['passed']), null, { passed: 1, failed: 1 }],
    ['left no report', join(folder, 'none.json'), 0, { passed: 0, failed: 1 }],
    ['left half a report', reportFile('{"numPassedTests": 3'), 0, { passed: 0, failed: 1 }],
  ])('counts one failure when it %s', (_, file, code, counts) => {
    expect(tallyOfVitest(file, code)).toMatchObject(counts);
  });
});

describe('what Playwright says', () => {
  test('is counted, a test that passed only when repeated as failed', () => {
    const file = playwrightReport({ expected: 4, unexpected: 1, flaky: 2, skipped: 0 });
    expect(tallyOfPlaywright(file, 1)).toEqual({ passed: 4, failed: 3, failures: [], skipped: [] });
  });
  test('names each test that failed, wherever it is described', () => {
    const spec = (title: string, status: string) => ({ title, file: 'a.browser.ts', tests: [{ status }] });
    const file = reportFile({
      stats: { expected: 1, unexpected: 1, flaky: 1, skipped: 0 },
      suites: [
        {
          specs: [spec('works', 'expected'), spec('breaks', 'unexpected')],
          suites: [{ specs: [spec('wavers', 'flaky')] }],
        },
      ],
    });
    expect(tallyOfPlaywright(file, 1).failures).toEqual(['a.browser.ts breaks', 'a.browser.ts wavers']);
  });
  test('does not hide what was skipped', () => {
    const file = playwrightReport({ expected: 1, unexpected: 0, flaky: 0, skipped: 2 });
    expect(tallyOfPlaywright(file, 0).skipped).toHaveLength(1);
  });
  test('counts one failure when it left no report', () => {
    expect(tallyOfPlaywright(join(folder, 'none.json'), 0)).toMatchObject({ passed: 0, failed: 1 });
  });
});

test('tallies add up', () => {
  const one = { passed: 2, failed: 1, failures: ['c'], skipped: ['a'] };
  const other = { passed: 3, failed: 0, failures: [], skipped: ['b'] };
  expect(sum([one, other])).toEqual({ passed: 5, failed: 1, failures: ['c'], skipped: ['a', 'b'] });
});

test('the first twenty titles are told, and how many more there are', () => {
  const titles = Array.from({ length: 22 }, (_, at) => `test ${at}`);
  expect(titleLines('FAILED', titles.slice(0, 20))).toHaveLength(20);
  expect(titleLines('FAILED', titles).slice(19)).toEqual(['FAILED: test 19', 'FAILED: 2 more, named above']);
});
