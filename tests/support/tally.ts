import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** What came of one run of one runner. `skipped`: the titles, so that nobody overlooks them. */
export interface Tally {
  passed: number;
  failed: number;
  skipped: string[];
}

const VitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })),
    }),
  ),
});

const PlaywrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
});

const NOTHING: Tally = { passed: 0, failed: 0, skipped: [] };

function read<S extends z.ZodType>(schema: S, file: string): z.output<S> | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/**
 * A runner that ends badly without a failed test (a file that does not load, an error outside every test, a crash
 * before its report) counts as one failure: its exit code is the truth.
 */
function withExitCode(tally: Tally, code: number | null): Tally {
  return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

/** Counts of vitest's JSON report. */
export function tallyOfVitest(file: string, code: number | null): Tally {
  const report = read(VitestReport, file);
  if (report === undefined) return { ...NOTHING, failed: 1 };
  const tests = report.testResults.flatMap((result) => result.assertionResults);
  const skipped = tests
    .filter((one) => !['passed', 'failed'].includes(one.status))
    .map((one) => one.fullName);
  return withExitCode({ passed: report.numPassedTests, failed: report.numFailedTests, skipped }, code);
}

/** Counts of Playwright's JSON report. A test that passed only when repeated counts as failed. */
export function tallyOfPlaywright(file: string, code: number | null): Tally {
  const stats = read(PlaywrightReport, file)?.stats;
  if (stats === undefined) return { ...NOTHING, failed: 1 };
  const skipped = stats.skipped === 0 ? [] : [`${stats.skipped} browser tests (named above)`];
  return withExitCode({ passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped }, code);
}

/** The sum of several tallies. */
export function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (all, one) => ({
      passed: all.passed + one.passed,
      failed: all.failed + one.failed,
      skipped: [...all.skipped, ...one.skipped],
    }),
    NOTHING,
  );
}
