import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { hasTooManyLines, JOINED_LINES, joinProcedure } from '#domain/procedure.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { ProcedureJoiner } from '#protocol/package.ts';

const run = (procedure: string, joiner: ProcedureJoiner) => {
  const { status, stdout } = spawnSync('/bin/sh', ['-c', joinProcedure({ procedure, joiner })], {
    encoding: 'utf8',
  });
  return { status, lines: stdout.split('\n').filter(Boolean) };
};

describe('[M1] lines of a procedure', () => {
  it('are the very text as a script', () => {
    const text = '# setup\n\nif true\nthen echo a\nfi\n';
    expect(joinProcedure({ procedure: text, joiner: 'script' })).toBe(text);
    expect(joinProcedure({ procedure: text, joiner: 'script' }, 'windows')).toBe(text);
  });

  it.each<[ProcedureJoiner, string, { status: number; lines: string[] }]>([
    ['all', 'echo a\necho b', { status: 0, lines: ['a', 'b'] }],
    ['all', 'echo a\nfalse\necho b', { status: 1, lines: ['a'] }],
    ['all', '(exit 7)\necho b', { status: 7, lines: [] }],
    ['any', 'echo a\nfalse\necho b', { status: 0, lines: ['a', 'b'] }],
    ['any', 'echo a\n(exit 9)', { status: 9, lines: ['a'] }],
  ])('%s: %j', (joiner, procedure, outcome) => {
    expect(run(procedure, joiner)).toEqual(outcome);
  });

  it.each([
    ['a comment at its end', 'false # never mind\necho b', { status: 1, lines: [] }],
    ['an alternative', 'false || echo a\necho b', { status: 0, lines: ['a', 'b'] }],
    ['an alternative that fails', 'false || false\ntrue || echo b', { status: 1, lines: [] }],
    ['a command in the background', 'true &\necho b', { status: 0, lines: ['b'] }],
    ['a semicolon at its end', 'echo a;\necho b', { status: 0, lines: ['a', 'b'] }],
    ['a folder and a variable', 'cd /\nwhere=$PWD\necho "$where"', { status: 0, lines: ['/'] }],
    ['a line that goes on', 'echo a \\\n  b\necho c', { status: 0, lines: ['a b', 'c'] }],
    ['a last line that goes on', 'echo a\necho b \\', { status: 0, lines: ['a', 'b'] }],
    [
      'quotes and signs',
      `echo '} && {'\necho "# no comment"`,
      { status: 0, lines: ['} && {', '# no comment'] },
    ],
  ])('all must succeed, with %s', (_what, procedure, outcome) => {
    expect(run(procedure, 'all')).toEqual(outcome);
  });

  it('that are empty or comments are left out', () => {
    const procedure = '\n# first\n  # second\necho a\n   \n';
    expect(joinProcedure({ procedure, joiner: 'all' })).toBe('echo a');
    expect(joinProcedure({ procedure: '# nothing\n\n', joiner: 'all' })).toBe('');
    const batch = 'rem first\n@REM second\n:: third\nsetup.exe /S';
    expect(joinProcedure({ procedure: batch, joiner: 'all' }, 'windows')).toBe('setup.exe /S');
  });

  it('are lines of a batch file on Windows: each alone, the next one only after success', () => {
    // An `if` would take the next command into its body, an alternative be tied to it, a blank belong to the value.
    const procedure = 'if exist x del x\na.exe || b.exe\nset A=1  \necho %A%';
    expect(joinProcedure({ procedure, joiner: 'all' }, 'windows').split('\n')).toEqual([
      ...['call :reveille_1', 'if not %errorlevel%==0 exit /b %errorlevel%'],
      ...['call :reveille_2', 'if not %errorlevel%==0 exit /b %errorlevel%'],
      ...['call :reveille_3', 'if not %errorlevel%==0 exit /b %errorlevel%'],
      ...['call :reveille_4', 'if not %errorlevel%==0 exit /b %errorlevel%'],
      'exit /b %errorlevel%',
      ...[':reveille_1', 'if exist x del x', 'exit /b'],
      ...[':reveille_2', 'a.exe || b.exe', 'exit /b'],
      ...[':reveille_3', 'set A=1', 'exit /b'],
      ...[':reveille_4', 'echo %A%', 'exit /b'],
    ]);
  });

  it('all run on Windows as well, and the exit code is that of the last, whatever the one before left', () => {
    const joined = joinProcedure(
      { procedure: 'one.exe\ntwo.exe ^\n  /S\nthree.exe ^', joiner: 'any' },
      'windows',
    );
    expect(joined.split('\n')).toEqual([
      ...['ver >nul', 'call :reveille_1'],
      ...['ver >nul', 'call :reveille_2'],
      ...['ver >nul', 'call :reveille_3'],
      'exit /b %errorlevel%',
      ...[':reveille_1', 'one.exe', 'exit /b'],
      ...[':reveille_2', 'two.exe ^', '  /S', 'exit /b'],
      // The empty line ends the one that goes on; without it `exit /b` would be a word of it.
      ...[':reveille_3', 'three.exe ^', '', 'exit /b'],
    ]);
  });

  it('that would become too long for an order are too many, those of a script never', () => {
    const lines = (count: number) => Array.from({ length: count }, () => '(exit 0)').join('\n');
    expect(hasTooManyLines({ procedure: lines(JOINED_LINES), joiner: 'all' })).toBe(false);
    expect(hasTooManyLines({ procedure: lines(JOINED_LINES + 1), joiner: 'any' })).toBe(true);
    expect(hasTooManyLines({ procedure: lines(JOINED_LINES + 1), joiner: 'script' })).toBe(false);
    const longest = lines(JOINED_LINES).padEnd(LIMITS.procedureLength, 'x');
    for (const system of ['linux', 'windows'] as const) {
      for (const joiner of ['all', 'any'] as const) {
        const joined = joinProcedure({ procedure: longest, joiner }, system);
        expect(joined.length).toBeLessThanOrEqual(LIMITS.joinedProcedureLength);
      }
    }
  });
});
