import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ERRORS, isErrorCode, Refusal } from '#protocol/errors.ts';
import { parse } from '#protocol/parse.ts';

const Form = z.object({
  name: z.string().min(1, 'must not be empty'),
  targets: z.array(z.object({ id: z.string({ error: 'must be text' }) })),
  priority: z.number().default(0),
});

function refusalOf(schema: z.ZodType, value: unknown): Refusal {
  try {
    parse(schema, value);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('was not refused');
}

describe('input from outside', () => {
  test('comes out as the schema makes it, without what it does not know', () => {
    expect(parse(Form, { name: 'a', targets: [], stranger: 1 })).toEqual({
      name: 'a',
      targets: [],
      priority: 0,
    });
  });

  test('is refused with each wrong field, dotted, and the first in words', () => {
    const refusal = refusalOf(Form, { name: '', targets: [{ id: 'a' }, { id: 2 }] });
    expect(refusal.code).toBe('invalidInput');
    expect(refusal.fields).toEqual([
      { path: 'name', message: 'must not be empty' },
      { path: 'targets.1.id', message: 'must be text' },
    ]);
    expect(refusal.detail).toBe('name: must not be empty');
  });

  test.each([undefined, null, 'text', 7, []])(
    'that is no object at all (%j) is refused as a whole',
    (value) => {
      const refusal = refusalOf(z.object({}, { error: 'must be an object' }), value);
      expect(refusal.fields).toEqual([{ path: '', message: 'must be an object' }]);
      expect(refusal.detail).toBe('must be an object');
    },
  );

  test('names twenty fields at most, however many are wrong', () => {
    const refusal = refusalOf(z.array(z.number()), Array<string>(500).fill('x'));
    expect(refusal.fields).toHaveLength(20);
  });

  test('does not repeat what was sent', () => {
    const refusal = refusalOf(z.object({ password: z.string().min(10, 'too short') }), {
      password: 'hunter2',
    });
    expect(JSON.stringify([refusal.message, refusal.detail, refusal.fields])).not.toContain('hunter2');
  });

  test('a fault of the schema is not taken for one of the input', () => {
    const broken = z.string().transform(() => {
      throw new TypeError('broken');
    });
    expect(() => parse(broken, 'a')).toThrow(TypeError);
  });
});

describe('refusals', () => {
  test.each(Object.entries(ERRORS))(
    '%s has an HTTP status of an error and a sentence',
    (code, [status, sentence]) => {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(600);
      expect(sentence).toMatch(/^[A-Z].*\.$/);
      expect(isErrorCode(code)).toBe(true);
    },
  );

  test.each(['toString', 'constructor', '__proto__', '', 'NotFound', undefined, 404])(
    '%j is no code',
    (word) => {
      expect(isErrorCode(word)).toBe(false);
    },
  );

  test('say their own words, else those of their code', () => {
    expect(new Refusal('notFound')).toMatchObject({ message: ERRORS.notFound[1], fields: [] });
    expect(new Refusal('notFound', { detail: 'There is no job 1.' })).toMatchObject({
      message: 'There is no job 1.',
      detail: 'There is no job 1.',
    });
    expect(new Refusal('tooManyAttempts', { retryAfter: 2_000 }).retryAfter).toBe(2_000);
  });
});
