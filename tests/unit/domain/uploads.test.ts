import { expect, test } from 'vitest';
import { acceptBytes, isExpired, keptUntil, mayGoOn } from '#domain/uploads.ts';

const THEN = new Date('2026-03-01T12:00:00.000Z');

test('[K1] an upload is over 24 hours after its last byte, and not a moment before', () => {
  expect(keptUntil(THEN)).toEqual(new Date('2026-03-02T12:00:00.000Z'));
  expect(isExpired(THEN, new Date('2026-03-02T11:59:59.999Z'))).toBe(false);
  expect(isExpired(THEN, new Date('2026-03-02T12:00:00.000Z'))).toBe(true);
});

test('[K2] only the same user, or the same token, goes on with an upload', () => {
  const ada = { kind: 'user', id: 'a' } as const;
  expect(mayGoOn(ada, { ...ada })).toBe(true);
  expect(mayGoOn(ada, { ...ada, id: 'b' })).toBe(false);
  expect(mayGoOn(ada, { ...ada, kind: 'apiToken' })).toBe(false);
});

test('[K3] bytes are taken where the file is, as far as it goes', () => {
  const file = { announced: 10, received: 4 };
  expect(acceptBytes(file, { offset: 4, bytes: 6 })).toEqual({ takes: 6 });
  expect(acceptBytes(file, { offset: 4, bytes: undefined })).toEqual({ takes: 6 });
  expect(acceptBytes(file, { offset: 3, bytes: 6 })).toEqual({ wrongOffset: 4 });
  expect(acceptBytes(file, { offset: 5, bytes: 0 })).toEqual({ wrongOffset: 4 });
  expect(acceptBytes(file, { offset: 4, bytes: 7 })).toEqual({ beyond: 10 });
});
