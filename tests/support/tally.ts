import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';

/**
 * What came of one run of one runner. `failures` and `skipped`: the titles, so that nobody overlooks them; of a failure
 * its first words, too, which is all that is left where only the end of a long output is kept.
 */
export interface Tally {
  passed: number;
  failed: number;
  failures: string[];
  skipped: string[];
}

const VitestReport = z.object({
  numPassedTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      /** Of an error outside every test. */
      message: z.string().default(''),
      assertionResults: z.array(
        z.object({
          status: z.string(),
          fullName: z.string(),
          failureMessages: z.array(z.string()).default([]),
        }),
      ),
    }),
  ),
});

const PlaywrightSpec = z.object({
  title: z.string(),
  file: z.string(),
  tests: z.array(
    z.object({
      status: z.string(),
      results: z
        .array(z.object({ error: z.object({ message: z.string().default('') }).optional() }))
        .default([]),
    }),
  ),
});
/** Files, and what is described in them. */
const PlaywrightSuite = z.object({
  specs: z.array(PlaywrightSpec).default([]),
  get suites() {
    return z.array(PlaywrightSuite).default([]);
  },
});
type PlaywrightSuite = z.output<typeof PlaywrightSuite>;

const PlaywrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  suites: z.array(PlaywrightSuite).default([]),
});

/** Characters of what went wrong that a line has room for. */
const WORDS_TOLD = 200;
/** The titles that are told of one run; the reports have them all. */
const TITLES_TOLD = 20;
/** What came of what did not run. */
export const NOTHING: Tally = { passed: 0, failed: 0, failures: [], skipped: [] };

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

/** A title, the beginning of what went wrong, and the line of the test where it did, in one line. */
function told(title: string, message = ''): string {
  const [words = '', ...stack] = stripVTControlCharacters(message).split(/\n\s+at /);
  const [place] = /tests\/[\w./-]+:\d+/.exec(stack.join('\n')) ?? [];
  const line = words.replaceAll(/\s+/g, ' ').trim().slice(0, WORDS_TOLD);
  return [title, line, place].filter((part) => part !== undefined && part !== '').join(' | ');
}

/** Counts of vitest's JSON report. */
export function tallyOfVitest(file: string, code: number | null): Tally {
  const report = read(VitestReport, file);
  if (report === undefined) return { ...NOTHING, failed: 1 };
  const tests = report.testResults.flatMap((result) => result.assertionResults);
  const skipped = tests
    .filter((one) => !['passed', 'failed'].includes(one.status))
    .map((one) => one.fullName);
  const failures = [
    ...tests
      .filter((one) => one.status === 'failed')
      .map(({ fullName, failureMessages }) => told(fullName, failureMessages[0])),
    ...report.testResults
      .filter(({ message }) => message !== '')
      .map(({ name, message }) => told(basename(name), message)),
  ];
  const { numPassedTests: passed } = report;
  return withExitCode({ passed, failed: failures.length, failures, skipped }, code);
}

const specsOf = (suites: readonly PlaywrightSuite[]): z.output<typeof PlaywrightSpec>[] =>
  suites.flatMap((suite) => [...suite.specs, ...specsOf(suite.suites)]);

/** Counts of Playwright's JSON report. A test that passed only when repeated counts as failed. */
export function tallyOfPlaywright(file: string, code: number | null): Tally {
  const report = read(PlaywrightReport, file);
  if (report === undefined) return { ...NOTHING, failed: 1 };
  const { stats } = report;
  const failures = specsOf(report.suites)
    .filter((spec) => spec.tests.some((test) => ['unexpected', 'flaky'].includes(test.status)))
    .map((spec) => {
      const errors = spec.tests.flatMap(({ results }) => results.map(({ error }) => error?.message ?? ''));
      return told(
        `${spec.file} ${spec.title}`,
        errors.find((message) => message !== ''),
      );
    });
  const skipped = stats.skipped === 0 ? [] : [`${stats.skipped} browser tests (named above)`];
  return withExitCode(
    { passed: stats.expected, failed: stats.unexpected + stats.flaky, failures, skipped },
    code,
  );
}

/** The sum of several tallies. */
export function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (all, one) => ({
      passed: all.passed + one.passed,
      failed: all.failed + one.failed,
      failures: [...all.failures, ...one.failures],
      skipped: [...all.skipped, ...one.skipped],
    }),
    NOTHING,
  );
}

/** Lines for people: the titles behind a word, and how many more there are. */
export function titleLines(word: string, titles: readonly string[]): string[] {
  const lines = titles.slice(0, TITLES_TOLD).map((title) => `${word}: ${title}`);
  const more = titles.length - lines.length;
  return more === 0 ? lines : [...lines, `${word}: ${more} more, named above`];
}
