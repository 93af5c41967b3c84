import { describe, expect, test } from 'vitest';
import { outcomeOf } from '#lib/packages/upload-outcome.ts';
import { withoutWrapping } from '#lib/packages/package-file.ts';

describe('what the hub answers to an upload', () => {
  test('the package', () => {
    expect(outcomeOf(201, JSON.stringify({ id: 'p', familyId: 'f', version: '1' }))).toEqual({
      kind: 'created',
      entity: { id: 'p', familyId: 'f' },
    });
  });

  test('a problem with its fields', () => {
    const fields = [{ path: 'version', message: 'must not be empty' }];
    const body = JSON.stringify({
      code: 'invalidInput',
      title: 'x',
      detail: 'version: must not be empty',
      fields,
    });
    expect(outcomeOf(400, body)).toEqual({
      kind: 'refused',
      problem: { code: 'invalidInput', message: 'version: must not be empty', fields },
    });
  });

  test('a problem without detail says the sentence of its code', () => {
    expect(outcomeOf(422, JSON.stringify({ code: 'archiveUnsafe' }))).toMatchObject({
      problem: { code: 'archiveUnsafe', message: expect.stringContaining('leave its folder'), fields: [] },
    });
  });

  test('something else than an answer of the hub', () => {
    expect(outcomeOf(502, '<html>')).toMatchObject({
      kind: 'refused',
      problem: { code: 'internal', message: expect.stringContaining('502') },
    });
  });
});

test('a single folder around everything is taken off', () => {
  const file = new File([], 'x');
  const paths = (files: string[]) =>
    withoutWrapping(files.map((path) => ({ path, file }))).map(({ path }) => path);
  expect(paths(['pkg/a', 'pkg/sub/b'])).toEqual(['a', 'sub/b']);
  expect(paths(['pkg/a', 'b'])).toEqual(['pkg/a', 'b']);
  expect(paths(['a'])).toEqual(['a']);
});
