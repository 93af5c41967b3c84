import { expect, test } from 'vitest';
import type { CommandEnd } from '#agent/executors/commands.ts';
import { namesOf, readQuser, readSessions, readWho, whoIsLoggedIn } from '#agent/executors/logged-in.ts';
import { powerCommand } from '#agent/executors/power-command.ts';
import { speechCommands } from '#agent/executors/speech.ts';
import { spanText, warningText } from '#agent/executors/warning.ts';

const ended = (output: string, exitCode = 0, complaint = ''): CommandEnd => ({ exitCode, output, complaint });
const anna = { name: 'anna', uid: 1000, graphical: true };

test.each([
  ['linux', 'restart', 'shutdown -r now'],
  ['linux', 'shutdown', 'shutdown -h now'],
  ['darwin', 'restart', 'shutdown -r now'],
  ['darwin', 'shutdown', 'shutdown -h now'],
  ['win32', 'restart', 'shutdown /r /f /t 0'],
  ['win32', 'shutdown', 'shutdown /s /f /t 0'],
] as const)('on %s a %s is: %s', (platform, action, words) => {
  const command = powerCommand(platform, action);
  expect([command.name, ...command.arguments].join(' ')).toBe(words);
});

test('on Linux terminals are told, and the screens of those who have one; what they get is no markup', () => {
  const people = [anna, { name: 'bert', uid: 1001, graphical: false }];
  expect(speechCommands('linux', { text: 'a < b & c', people })).toEqual([
    { name: 'wall', arguments: [], input: 'a < b & c\n' },
    {
      name: 'runuser',
      arguments: [
        ...['-u', 'anna', '--', 'env', 'DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/1000/bus'],
        ...['notify-send', '--urgency=critical', '--app-name=Reveille', '--', 'Reveille'],
        'a &lt; b &amp; c',
      ],
    },
  ]);
  expect(speechCommands('linux', { text: 'hello', people: 'unknown' })).toHaveLength(1);
});

test('on macOS the text is never part of the script', () => {
  const [terminals, screen, ...more] = speechCommands('darwin', { text: '" & quit', people: [anna] });
  expect(terminals?.name).toBe('wall');
  expect(screen?.name).toBe('launchctl');
  expect(screen?.arguments.slice(0, 5)).toEqual(['asuser', '1000', 'sudo', '-u', 'anna']);
  expect(screen?.arguments.slice(-2)).toEqual(['--', '" & quit']);
  expect(screen?.arguments.slice(0, -1).join(' ')).not.toContain('quit');
  expect(more).toEqual([]);
});

test('on Windows a text is not taken for an option, and a long one arrives whole', () => {
  const told = (text: string) =>
    speechCommands('win32', { text, people: [] }).map((command) => {
      expect([command.name, ...command.arguments.slice(0, 2)]).toEqual(['msg', '*', '/TIME:300']);
      return command.arguments[2] ?? '';
    });
  expect(told('/server:elsewhere')).toEqual([' /server:elsewhere']);
  const long = 'word '.repeat(99) + 'end';
  const pieces = told(long);
  expect(pieces.join(' ')).toBe(long);
  expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(250);
  expect(told('x'.repeat(500)).join('')).toBe('x'.repeat(500));
});

test('sessions of people are told from those of services, greeters, and ones that end', () => {
  const session = (name: string, sessionClass: string, state: string, type = 'tty') =>
    `Type=${type}\nClass=${sessionClass}\nState=${state}\nName=${name}\nUser=1000\n`;
  const shown = [
    session('anna', 'user', 'active', 'x11'),
    session('root', 'user-early', 'online'),
    session('gdm', 'greeter', 'active', 'wayland'),
    session('cron', 'background', 'online'),
    session('anna', 'manager', 'active'),
    session('bert', 'user-incomplete', 'opening'),
    session('carl', 'user', 'closing'),
  ].join('\n');
  expect(readSessions(shown)).toEqual([
    { name: 'anna', uid: 1000, graphical: true },
    { name: 'root', uid: 1000, graphical: false },
  ]);
  expect(readSessions('')).toEqual([]);
});

test('who: one line a session; without an answer it is unknown', () => {
  expect(readWho(ended('anna  console  Mar  1 09:00\nbert  ttys001 Mar  1 09:10\n'))).toEqual([
    { name: 'anna', graphical: true },
    { name: 'bert', graphical: false },
  ]);
  expect(readWho(ended(''))).toEqual([]);
  expect(readWho(ended('', 1))).toBe('unknown');
  expect(readWho({ output: '', complaint: 'spawn who ENOENT' })).toBe('unknown');
});

test('quser: names with spaces, disconnected sessions; nobody in any language', () => {
  const table = [
    ' USERNAME              SESSIONNAME        ID  STATE   IDLE TIME  LOGON TIME',
    '>anna                  console             1  Active      none   3/1/2026 9:00 AM',
    ' bert b                                    2  Disc         1:02  3/1/2026 8:00 AM',
  ];
  expect(readQuser(ended(table.join('\r\n'), 1))).toEqual([
    { name: 'anna', graphical: true },
    { name: 'bert b', graphical: true },
  ]);
  expect(readQuser(ended('', 1, 'No User exists for *'))).toEqual([]);
  expect(readQuser(ended('', 1, 'Für * ist kein Benutzer vorhanden.'))).toEqual([]);
  expect(readQuser(ended('', 5, 'Access is denied.'))).toBe('unknown');
  expect(readQuser({ output: '', complaint: 'spawn quser ENOENT' })).toBe('unknown');
});

test('on macOS the number of the account is asked for: the screen is reached by it', async () => {
  const people = await whoIsLoggedIn('darwin', ({ name }) =>
    Promise.resolve(ended(name === 'who' ? 'anna console Mar 1\n' : '501\n')),
  );
  expect(people).toEqual([{ name: 'anna', uid: 501, graphical: true }]);
});

test('people are named once, in an order that does not change by itself', () => {
  expect(namesOf([{ ...anna, name: 'bert' }, anna, anna])).toEqual(['anna', 'bert']);
  expect(namesOf('unknown')).toEqual([]);
});

test.each([
  [1, '1 second'],
  [59, '59 seconds'],
  [60, '1 minute'],
  [90, '2 minutes'],
  [1200, '20 minutes'],
  [3600, '1 hour'],
  [5400, '1 hour 30 minutes'],
  [86_400, '1 day'],
  [86_400 + 60, '1 day'],
  [7 * 86_400 - 1800, '6 days 23 hours'],
])('%i seconds are %s', (seconds, text) => {
  expect(spanText(seconds)).toBe(text);
});

test('what is filled into a warning is not looked at again, and an empty reason leaves no gap', () => {
  const template = 'This computer {action} in {time}. {reason} Save {everything}.';
  const fill = (reason: string) => warningText(template, { action: 'shutdown', seconds: 300, reason });
  expect(fill('{time} $& is money.')).toBe(
    'This computer shuts down in 5 minutes. {time} $& is money. Save {everything}.',
  );
  expect(fill('')).toBe('This computer shuts down in 5 minutes. Save {everything}.');
});
