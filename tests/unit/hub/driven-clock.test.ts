import { describe, expect, test } from 'vitest';
import { sleep } from '#hub/clock.ts';
import { THEN } from '#tests/support/builders.ts';
import { drivenClock } from '#tests/support/driven-clock.ts';

const passed = (clock: { now(): Date }) => clock.now().getTime() - THEN.getTime();

describe('the clock that tests drive', () => {
  test('stands still until it is moved', async () => {
    const clock = drivenClock(THEN);
    expect(clock.now()).toEqual(THEN);
    await clock.advance(1_500);
    expect(passed(clock)).toBe(1_500);
  });

  test('fires timers in order of their moments, each at its own', async () => {
    const clock = drivenClock(THEN);
    const fired: string[] = [];
    const note = (name: string) => () => fired.push(`${name} at ${passed(clock)}`);
    clock.after(30, note('third'));
    clock.after(10, note('first'));
    clock.after(10, note('second'));
    clock.after(31, note('never'));
    await clock.advance(30);
    expect(fired).toEqual(['first at 10', 'second at 10', 'third at 30']);
    expect(clock.armed).toBe(1);
  });

  test('lets settle what a timer set going, before the next one', async () => {
    const clock = drivenClock(THEN);
    const seen: number[] = [];
    const walk = async () => {
      for (let step = 0; step < 3; step += 1) {
        await sleep(clock, 10);
        seen.push(passed(clock));
      }
    };
    const walked = walk();
    await clock.advance(100);
    await walked;
    expect(seen).toEqual([10, 20, 30]);
  });

  test('fires what is due already without moving, and what timers arm on the way', async () => {
    const clock = drivenClock(THEN);
    const fired: string[] = [];
    clock.after(-5, () => {
      fired.push('overdue');
      clock.after(0, () => fired.push('armed meanwhile'));
    });
    await clock.advance(0);
    expect(fired).toEqual(['overdue', 'armed meanwhile']);
  });

  test('fires no cancelled timer, and repeats until it is told to end', async () => {
    const clock = drivenClock(THEN);
    let fired = 0;
    clock.after(10, () => expect.unreachable('cancelled'))();
    const end = clock.every(10, () => (fired += 1));
    await clock.advance(35);
    expect(fired).toBe(3);
    end();
    await clock.advance(100);
    expect([fired, clock.armed]).toEqual([3, 0]);
  });
});
