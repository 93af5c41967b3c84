import { describe, expect, test } from 'vitest';
import { LostAtSweep } from '#hub/wake/lost-at-sweep.ts';
import { THEN } from '#tests/support/builders.ts';
import { later } from '../domain/events.ts';

const SECOND = 1000;
const session = (computerId: string, heardAt: Date) => ({ computerId, heardAt });

describe('[W10] who counted as online at a sweep', () => {
  test('and gave no sign of life since is lost; those of one moment are looked at together', () => {
    const lost = new LostAtSweep();
    lost.swept('night', THEN);
    expect(lost.ended(session('a', later(-1)), later(SECOND))).toEqual(['night']);
    expect(lost.ended(session('b', later(-1)), later(SECOND))).toEqual([]);
    expect(lost.take('night')).toEqual(['a', 'b']);
    expect(lost.take('night')).toEqual([]);
    expect(lost.ended(session('c', later(-1)), later(2 * SECOND))).toEqual(['night']);
  });

  test('and gave one was there', () => {
    const lost = new LostAtSweep();
    lost.swept('night', THEN);
    expect(lost.ended(session('a', THEN), later(SECOND))).toEqual([]);
    expect(lost.ended(session('b', later(1)), later(SECOND))).toEqual([]);
    expect(lost.take('night')).toEqual([]);
  });

  test('is lost for each container that was swept since it was heard of, and for none a minute later', () => {
    const lost = new LostAtSweep();
    lost.swept('first', THEN);
    lost.swept('second', later(30 * SECOND));
    expect(lost.ended(session('a', later(10 * SECOND)), later(35 * SECOND))).toEqual(['second']);
    expect(lost.ended(session('b', later(-1)), later(61 * SECOND))).toEqual([]);
    expect(lost.take('second')).toEqual(['a', 'b']);
  });
});
