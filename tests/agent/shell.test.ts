import { describe, expect, test } from 'vitest';
import { readWindowsList } from '#agent/executors/process-table.ts';
import { shellCommand, systemEnvironment } from '#agent/executors/shell.ts';
import { joinProcedure } from '#domain/procedure.ts';

const windows = (procedure: string, environment = {}) =>
  shellCommand({
    procedure,
    scriptPath: String.raw`C:\Program Data\Reveille & Co\work\abc-1`,
    platform: 'win32',
    environment,
  });

describe('[M1] on Windows a procedure', () => {
  test('is a .cmd file beside its folder, started by cmd with one command line', () => {
    const command = windows('setup.exe /S');
    expect(command).toMatchObject({
      file: String.raw`C:\Windows\System32\cmd.exe`,
      arguments: ['/d', '/s', '/c', String.raw`""C:\Program Data\Reveille & Co\work\abc-1.cmd""`],
      isVerbatim: true,
      gate: 0,
      script: { path: String.raw`C:\Program Data\Reveille & Co\work\abc-1.cmd` },
    });
    expect(windows('x', { ComSpec: String.raw`D:\cmd.exe` }).file).toBe(String.raw`D:\cmd.exe`);
  });

  test('waits at its gate, then runs line by line; lines end as cmd wants them for its labels', () => {
    const { text = '' } = windows('first.exe\nsecond.exe\r\nÜberprüfung.exe').script ?? {};
    expect(text.split('\r\n')).toEqual([
      '@echo off',
      'chcp 65001 >nul 2>&1',
      'set REVEILLE_GATE=',
      'set /p REVEILLE_GATE=',
      'if not "%REVEILLE_GATE%"=="go" exit /b 125',
      'set REVEILLE_GATE=',
      'first.exe',
      'second.exe',
      'Überprüfung.exe',
      '',
    ]);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  test('of joined lines keeps every label at the beginning of a line', () => {
    const joined = joinProcedure({ procedure: 'a.exe\nb.exe', joiner: 'all' }, 'windows');
    const lines = windows(joined).script?.text.split('\r\n') ?? [];
    for (const label of ['reveille_1', 'reveille_2']) {
      expect(lines.filter((line) => line === `call :${label}`)).toHaveLength(1);
      expect(lines.filter((line) => line === `:${label}`)).toHaveLength(1);
    }
  });

  test('finds what programs need of the system, whatever the case of its names, and nothing else', () => {
    const own = {
      SYSTEMROOT: String.raw`C:\Windows`,
      path: 'C:\\',
      REVEILLE_TOKEN: 'secret',
      TEMP: undefined,
    };
    expect(systemEnvironment('win32', own)).toEqual({ SystemRoot: String.raw`C:\Windows`, Path: 'C:\\' });
  });
});

test('elsewhere a procedure is one argument of /bin/sh, in a session of its own', () => {
  const command = shellCommand({
    procedure: 'echo "$1"',
    scriptPath: '/work/abc-1',
    platform: 'darwin',
    environment: {},
  });
  expect(command).toMatchObject({ file: '/bin/sh', gate: 3, detached: true, isVerbatim: false });
  expect(command.arguments.slice(2)).toEqual(['reveille', 'echo "$1"']);
  expect(command).not.toHaveProperty('script');
});

test('on Windows who began after its child is not its parent: its number was given away again', () => {
  const table = ['10 4 99', '20 10 100', '30 20 101', '40 20 1000', '20 7 500', ' ', '50 99 7', '8 0 '];
  const [ten, twenty, thirty] = readWindowsList(table.slice(0, 3).join('\r\n'));
  expect([ten?.parent, twenty?.parent, thirty?.parent]).toEqual([-1, 10, 20]);
  const reused = readWindowsList(['20 7 500', '30 20 101', '40 20 1000', '', '8 0 '].join('\r\n'));
  expect(reused.map(({ pid, parent }) => [pid, parent])).toEqual([
    [20, -1],
    [30, -1],
    [40, 20],
    [8, -1],
  ]);
  expect(reused[2]).toMatchObject({ start: '1000' });
});
