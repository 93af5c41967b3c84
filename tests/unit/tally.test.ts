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
  test('is told in a line: what failed, and its first words, also outside every test', () => {
    const failed = { status: 'failed', fullName: 'a sum' };
    const file = reportFile({
      numPassedTests: 0,
      testResults: [
        {
          name: '/there/a.test.ts',
          message: '',
          assertionResults: [
            {
              ...failed,
              failureMessages: [
                'Error: \u001b[31mexpected 3\u001b[39m\n    at x (node_modules/b.js:1)\n    at /there/tests/unit/a.test.ts:4:2',
              ],
            },
          ],
        },
        { name: '/there/b.test.ts', message: 'hook timed out', assertionResults: [] },
      ],
    });
    expect(tallyOfVitest(file, 1).failed).toBe(2);
    expect(tallyOfVitest(file, 1).failures).toEqual([
      'a sum | Error: expected 3 | tests/unit/a.test.ts:4',
      'b.test.ts | hook timed out',
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
    const results = [{}, { error: { message: 'Error: not visible' } }];
    const spec = (title: string, status: string) => ({
      title,
      file: 'a.browser.ts',
      tests: [{ status, ...(status === 'unexpected' ? { results } : {}) }],
    });
    const file = reportFile({
      stats: { expected: 1, unexpected: 1, flaky: 1, skipped: 0 },
      suites: [
        {
          specs: [spec('works', 'expected'), spec('breaks', 'unexpected')],
          suites: [{ specs: [spec('wavers', 'flaky')] }],
        },
      ],
    });
    expect(tallyOfPlaywright(file, 1).failures).toEqual([
      'a.browser.ts breaks | Error: not visible',
      'a.browser.ts wavers',
    ]);
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
