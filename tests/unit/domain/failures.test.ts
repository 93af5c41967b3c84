import { describe, expect, test } from 'vitest';
import { explained, groupFailures, type FailedJob } from '#domain/failures/group.ts';
import { lastWords, type OutputTail } from '#domain/failures/last-words.ts';
import { normalLine } from '#domain/failures/normal-line.ts';
import { aJob, anAttempt } from '#tests/support/builders.ts';
import { seeded, seeds, type Seeded } from './seeded.ts';

const ESC = '\u001b';

describe('[Y2] a normal line', () => {
  test.each([
    ['There is not enough space on the disk C:\\', 'There is not enough space on the disk C:'],
    ['disk full on C: (1,204 MB missing)', 'disk full on C: (# MB missing)'],
    [`${ESC}[31;1mError${ESC}[0m:   no\tspace`, 'Error: no space'],
    ['E: Could not open /var/lib/dpkg/lock-frontend', 'E: Could not open …'],
    ['cp: cannot stat ‘./payload/setup.msi’: No such file', 'cp: cannot stat ‘…: No such file'],
    [
      'Cannot open "C:\\Program Files (x86)\\Ledger 2\\data.mdb" for writing',
      'Cannot open "C:…" for writing',
    ],
    ['copy \\\\fs01\\share$\\a.cab failed', 'copy … failed'],
    ['2026-03-01T08:00:01.123Z ERROR 14 of 20 failed', '# ERROR # of # failed'],
    ['[01/03/2026 8:00:01 AM] error 0x80070070', '[#] error #'],
    ['Mar 14 08:00:01 till-7 installer[4711]: killed', '# till-# installer[#]: killed'],
    ['Product {3F2504E0-4F89-11D3-9A0C-0305E82C3301} not found', 'Product # not found'],
    ['no route to 10.1.5.20:8443', 'no route to #'],
    ['no route to fe80::1ff:fe23:4567:890a', 'no route to #'],
    ['card 00:1A:2b:3C:4d:5E is down', 'card # is down'],
    ['sha256 9f86d081884c7d659a2feaa0c55ad015 differs', 'sha# differs'],
    ['GET https://mirror.example/pool/x_1.deb: 404', 'GET … #'],
    ['terminate called after std::bad_alloc', 'terminate called after std::bad_alloc'],
    ['read/write error: I/O timeout and/or reset', 'read/write error: I/O timeout and/or reset'],
    ['   ', ''],
  ])('%j is %j', (line, normal) => {
    expect(normalLine(line)).toBe(normal);
  });

  test('does not name its computer', () => {
    expect(normalLine('TILL-07: setup failed on till-07.example', 'till-07')).toBe(
      '…: setup failed on ….example',
    );
    // A name that is part of another word, or a word of many lines, is left alone.
    expect(normalLine('fail: retail-07 of all', 'all')).toBe('fail: retail-# of …');
    expect(normalLine('it is so', 'it')).toBe('it is so');
  });

  test('is at most 160 characters long', () => {
    expect(normalLine('word '.repeat(200))).toHaveLength(160);
  });

  const PIECES = [
    'error',
    'Fehler',
    '磁碟',
    'C:\\Temp\\x y\\z.log',
    '/opt/a-1/b',
    'https://h/x?1',
    '0xDEADBEEF',
    '12:30',
    '2026-01-02',
    '10.0.0.1',
    '98 %',
    '٣٤',
    ':',
    '"',
    '(',
    '…',
    '#',
    'abc123def',
    'deadbeef01234567',
    `${ESC}[1m`,
    '\u0007',
    'pc-12',
    '-',
    '+4',
  ];
  const aLine = (random: Seeded) =>
    Array.from({ length: random.whole(0, 12) }, () => random.oneOf(PIECES)).join(
      random.oneOf([' ', '', '  ']),
    );

  test('is its own normal line, and has neither digits nor control characters nor blanks at its ends', () => {
    for (const seed of seeds(3_000)) {
      const line = aLine(seeded(seed));
      const normal = normalLine(line, 'pc-12');
      expect(normalLine(normal, 'pc-12'), `seed ${seed}: ${JSON.stringify(line)}`).toBe(normal);
      expect(normal, `seed ${seed}`).not.toMatch(/[\p{Nd}\p{Cc}]|^ | $| {2}/u);
    }
  });

  test('is the same for lines that differ by their numbers alone', () => {
    for (const seed of seeds(1_000)) {
      const random = seeded(seed);
      const words = Array.from({ length: random.whole(1, 8) }, () =>
        random.oneOf(['error', 'step #', 'of #', '#.#.#', '#:##', '(#)', 'pid=#', '0x#f', '/run/#/x', 'v#']),
      ).join(' ');
      const filled = () => words.replaceAll('#', () => String(random.whole(1, 9)));
      expect(normalLine(filled()), `seed ${seed}: ${words}`).toBe(normalLine(filled()));
    }
  });

  test('takes a hostile line in no more time than a plain one', () => {
    for (const piece of ['C:\\a ', '/a', ':', 'a:', '0x', '1-', '::1', '{', 'a'.repeat(50) + '\\']) {
      const began = performance.now();
      normalLine(piece.repeat(4_000));
      expect(performance.now() - began, piece).toBeLessThan(1_000);
    }
  });
});

describe('[Y1] the last words of an output', () => {
  const out = (text: string) => ({ stream: 'stdout', text }) as const;
  const err = (text: string) => ({ stream: 'stderr', text }) as const;
  const whole = { isWhole: true };

  test('are those of stderr, whatever came after on stdout', () => {
    expect(lastWords([out('unpacking\n'), err('disk full\n'), out('cleaning up\n')], whole)).toBe(
      'disk full',
    );
    expect(lastWords([out('one\ntwo words\n')], whole)).toBe('two words');
    expect(lastWords([err('\n'), out('said on stdout')], whole)).toBe('said on stdout');
    expect(lastWords([], whole)).toBeUndefined();
  });

  test('are put together from chunks that break a line', () => {
    expect(lastWords([err('no spa'), out('x\n'), err('ce left\n')], whole)).toBe('no space left');
  });

  test.each([
    ['rules and bars', 'disk full\n=========\n100% [####]\n'],
    [
      'frames of JavaScript',
      'disk full\n    at main (/opt/x/app.js:10:3)\n    at node:internal:1:2\nNode.js v26.1.0\n',
    ],
    ['frames of Java', 'disk full\n\tat com.example.Main.run(Main.java:12)\n\t... 12 more\n'],
    [
      'the account of PowerShell',
      'disk full\nAt C:\\x.ps1:3 char:1\n+ Install-It\n    + CategoryInfo : None\n',
    ],
    ['the echo of a shell', 'disk full\n+ exit 1\n'],
    ['what was overwritten', 'reading 10 %\rdisk full\n'],
  ])('pass over %s', (_, text) => {
    expect(lastWords([err(text)], whole)).toBe('disk full');
  });

  test('of a part of the output are not the end of a line, unless there is nothing else', () => {
    const cut: OutputTail = [err('d of a line\n'), out('next line\n')];
    expect(lastWords(cut, { isWhole: false })).toBeUndefined();
    expect(lastWords([err('d of a line\ndisk full\n')], { isWhole: false })).toBe('disk full');
    expect(lastWords([err('without any end')], { isWhole: false })).toBe('without any end');
  });
});

describe('[Y3] failures', () => {
  let sequence = 0;
  const failed = (given: Partial<FailedJob> & { exitCode?: number; words?: string }) => {
    const { exitCode = 1603, words, ...rest } = given;
    const attempt = { ...anAttempt({ exitCode, reason: 'exitCodeNotAccepted' }), number: 1 };
    const job = aJob({ state: 'failed', attempt, packageId: 'a'.repeat(24), sequence: ++sequence });
    return explained({ ...job, ...rest }, words);
  };

  test('are one group when package, action, state, result and line agree', () => {
    const [group, ...others] = groupFailures([
      failed({ computerName: 'till-2', words: 'till-2: 12 MB missing on C:' }),
      failed({ computerName: 'till-1', words: 'till-1: 9 MB missing on C:' }),
    ]);
    expect(others).toEqual([]);
    expect(group?.failures[0].line).toBe('…: # MB missing on C:');
    expect(group?.failures.map(({ job }) => job.computerName)).toEqual(['till-2', 'till-1']);
  });

  test.each<[string, Partial<FailedJob> & { exitCode?: number; words?: string }]>([
    ['another package', { packageId: 'b'.repeat(24) }],
    ['another action', { action: 'uninstall' }],
    ['another state', { state: 'aborted' }],
    ['another exit code', { exitCode: 1618 }],
    ['a reason decided without an attempt', { ended: { reason: 'previousJobFailed' } }],
    ['another line', { words: 'disk worn out' }],
  ])('are apart by %s', (_, given) => {
    expect(
      groupFailures([failed({ words: 'disk full' }), failed({ words: 'disk full', ...given })]),
    ).toHaveLength(2);
  });

  test('come with the most frequent first, and with the agent’s note where no output says anything', () => {
    const groups = groupFailures([
      failed({ words: 'once' }),
      failed({ ended: { reason: 'endDatePassed', detail: 'after 14 min' } }),
      failed({ ended: { reason: 'endDatePassed', detail: 'after 2 min' } }),
    ]);
    expect(groups.map(({ failures }) => [failures[0].line, failures.length])).toEqual([
      ['after # min', 2],
      ['once', 1],
    ]);
  });
});
