import { describe, expect, test } from 'vitest';
import { VERBS } from '#domain/permission.ts';
import { agentLine } from '#lib/access/agent-line.ts';
import { madePasswordIn } from '#lib/access/made-password.ts';
import { verbsByArea, verbWords } from '#lib/access/verb-words.ts';
import { signInAddress } from '#lib/services/sign-in-address.ts';
import { settingsTabs } from '#lib/settings/settings-tabs.ts';

describe('the table of roles', () => {
  test('has every verb once, in words', () => {
    const shown = verbsByArea().flatMap(({ verbs }) => verbs);
    expect(shown.sort()).toEqual([...VERBS].sort());
    const words = VERBS.map(verbWords);
    expect(new Set(words).size).toBe(VERBS.length);
    expect(words.filter((one) => one.startsWith('access.'))).toEqual([]);
  });

  test('is on a page for everybody; the other pages say whom they are for', () => {
    const locked = settingsTabs('operator').filter(({ locked: why }) => why !== undefined);
    expect(locked.map(({ id }) => id)).toEqual(['rules', 'tokens', 'enrolment', 'assistant', 'audit']);
    expect(locked[0]?.locked).toBe('Needs the role admin; you are signed in as operator.');
    expect(settingsTabs('admin').every(({ locked: why }) => why === undefined)).toBe(true);
  });
});

describe('the line that enrols a computer', () => {
  const token = 'rve_1';

  test('keeps the agent’s files where the system keeps such things', () => {
    const hub = 'https://hub.example.org';
    expect(agentLine('linux', { hub, token })).toBe(
      'npm run agent -- --hub https://hub.example.org --token rve_1 --data /var/lib/reveille-agent',
    );
    expect(agentLine('windows', { hub, token })).toMatch(/ --data "C:\\ProgramData\\Reveille Agent"$/);
    expect(agentLine('macos', { hub, token })).toMatch(
      / --data "\/Library\/Application Support\/Reveille Agent"$/,
    );
  });

  test('allows plain HTTP where the hub was reached so from another machine, and nowhere else', () => {
    const allows = (hub: string) => agentLine('linux', { hub, token }).endsWith(' --allow-plain-http');
    expect(['http://hub:4680', 'http://192.0.2.1'].map(allows)).toEqual([true, true]);
    expect(
      ['https://hub', 'http://localhost:4680', 'http://127.0.0.1', 'http://[::1]:80'].map(allows),
    ).toEqual([false, false, false, false]);
  });
});

test('a password that was made up is found in the answer, anything else is none', () => {
  expect(madePasswordIn({ made: { name: 'zoe', password: 'x' } })).toEqual({ name: 'zoe', password: 'x' });
  for (const data of [undefined, {}, { made: null }, { made: { name: 'zoe' } }, { made: 'x' }])
    expect(madePasswordIn(data)).toBeUndefined();
});

describe('where to sign in', () => {
  const from = (path: string, ended = false) => signInAddress(new URL(path, 'http://hub'), { ended });

  test('is the way back to the page one came from', () => {
    expect(from('/')).toBe('/sign-in');
    expect(from('/containers/1?state=failed')).toBe('/sign-in?next=%2Fcontainers%2F1%3Fstate%3Dfailed');
    expect(from('/', true)).toBe('/sign-in?ended=1');
  });

  test('is not the way back to a deed', () => {
    expect(from('/settings/users?/delete')).toBe('/sign-in?next=%2Fsettings%2Fusers');
    expect(from('/settings/users?search=x&/delete')).toBe('/sign-in?next=%2Fsettings%2Fusers%3Fsearch%3Dx');
  });
});
