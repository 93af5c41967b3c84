import { expect, test } from 'vitest';
import { localPath } from '#lib/services/local-path.ts';

test.each(['/computers', '/containers/1?state=failed&job=2', '/packages#x'])(
  '%s is a path of this site',
  (path) => {
    expect(localPath(path)).toBe(path);
  },
);

test.each([
  null,
  '',
  'computers',
  'https://evil.example/',
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/..//evil.example',
  'javascript:alert(1)',
  '/sign-in?next=/sign-in',
])('%j leads to the start page instead', (path) => {
  expect(localPath(path)).toBe('/');
});
