import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { joinProcedure } from '#domain/procedure.ts';
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
    const batch = 'rem first\n@REM second\n:: third\nremove.exe\nsetup.exe /S';
    expect(joinProcedure({ procedure: batch, joiner: 'all' }, 'windows')).toBe('remove.exe && setup.exe /S');
  });

  it('are joined for cmd on Windows', () => {
    const procedure = 'one.exe\ntwo.exe';
    expect(joinProcedure({ procedure, joiner: 'all' }, 'windows')).toBe('one.exe && two.exe');
    expect(joinProcedure({ procedure, joiner: 'any' }, 'windows')).toBe('one.exe & two.exe');
  });
});
