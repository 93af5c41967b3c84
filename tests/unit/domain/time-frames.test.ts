import { describe, expect, test } from 'vitest';
import {
  isWithinTimeFrames,
  nextFrameChange,
  parseTimeFrames,
  type TimeFrames,
} from '#domain/time-frames.ts';
import { isTimeZone } from '#domain/local-time.ts';
import { seeded, seeds, type Seeded } from './seeded.ts';

const BERLIN = 'Europe/Berlin';
const MINUTE = 60_000;

function framesOf(text: string): TimeFrames {
  const parsed = parseTimeFrames(text);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return parsed.frames;
}
const isOpen = (text: string, instant: string, zone = 'UTC') =>
  isWithinTimeFrames(framesOf(text), new Date(instant), zone);
const change = (text: string, instant: string, zone = 'UTC') =>
  nextFrameChange(framesOf(text), new Date(instant), zone)?.toISOString();

describe('reading', () => {
  test.each(['', '6:00-7:00', '06:00 - 07:00', '!SAT 11:00-13:00', '! sat 11:00-13:00\nFRI 22:00-6:00,,'])(
    '%j is a list of frames',
    (text) => expect(parseTimeFrames(text)).toHaveProperty('frames'),
  );

  test.each([
    ['6:00-7:00, 25:00-26:00', '"25:00-26:00" has a time that is not between 0:00 and 23:59'],
    ['6:60-7:00', '"6:60-7:00" has a time'],
    ['6:00', '"6:00" is no time frame'],
    ['SAM 6:00-7:00', '"SAM 6:00-7:00" names no weekday'],
    ['6:00-7:00 SAT', '"6:00-7:00 SAT" is no time frame'],
    ['!!6:00-7:00', '"!!6:00-7:00" is no time frame'],
  ])('[F1] %j names the part that is wrong', (text, problem) => {
    const parsed = parseTimeFrames(text);
    expect('problem' in parsed && parsed.problem).toContain(problem);
  });

  test.each([
    ['Europe/Berlin', true],
    ['UTC', true],
    ['Mars/Olympus', false],
  ])('%s is a zone: %s', (zone, known) => expect(isTimeZone(zone)).toBe(known));
});

// 2026-03-06 is a Friday.
describe('matching', () => {
  const EXAMPLE = '6:00-7:00, FRI 18:00-23:00, !SAT 11:00-13:00, SAT 0:00-23:59';
  test.each([
    ['2026-03-04T06:00:00Z', true],
    ['2026-03-04T07:00:59.999Z', true],
    ['2026-03-04T07:01:00Z', false],
    ['2026-03-04T05:59:59.999Z', false],
    ['2026-03-05T18:00:00Z', false],
    ['2026-03-06T18:00:00Z', true],
    ['2026-03-06T23:00:30Z', true],
    ['2026-03-06T23:01:00Z', false],
    ['2026-03-07T00:00:00Z', true],
    ['2026-03-07T10:59:59Z', true],
    ['2026-03-07T11:00:00Z', false],
    ['2026-03-07T13:00:59Z', false],
    ['2026-03-07T13:01:00Z', true],
    ['2026-03-07T23:59:59.999Z', true],
    ['2026-03-08T00:00:00Z', false],
    ['2026-03-08T06:30:00Z', true],
  ])('[F1] [F2] the example of the manual at %s: %s', (instant, open) => {
    expect(isOpen(EXAMPLE, instant)).toBe(open);
  });

  test('[F1] the first match decides: the same frames in another order say something else', () => {
    expect(isOpen('!SAT 11:00-13:00, SAT 0:00-23:59', '2026-03-07T12:00:00Z')).toBe(false);
    expect(isOpen('SAT 0:00-23:59, !SAT 11:00-13:00', '2026-03-07T12:00:00Z')).toBe(true);
  });

  test('[F1] only exclusions mean: always, except then; no frames at all mean always', () => {
    expect(isOpen('!8:00-17:00', '2026-03-04T12:00:00Z')).toBe(false);
    expect(isOpen('!8:00-17:00', '2026-03-04T17:01:00Z')).toBe(true);
    expect(isOpen('', '2026-03-04T12:00:00Z')).toBe(true);
  });

  test.each([
    ['22:00-06:00', '2026-03-04T23:30:00Z', true],
    ['22:00-06:00', '2026-03-04T02:00:00Z', true],
    ['22:00-06:00', '2026-03-04T06:00:59Z', true],
    ['22:00-06:00', '2026-03-04T06:01:00Z', false],
    ['22:00-06:00', '2026-03-04T21:59:59Z', false],
    ['0:00-23:59', '2026-03-04T00:00:00Z', true],
    ['0:00-23:59', '2026-03-04T23:59:30Z', true],
    ['FRI 22:00-06:00', '2026-03-06T23:30:00Z', true],
    ['FRI 22:00-06:00', '2026-03-07T05:00:00Z', true],
    ['FRI 22:00-06:00', '2026-03-06T05:00:00Z', false],
    ['FRI 22:00-06:00', '2026-03-07T23:00:00Z', false],
    ['SUN 22:00-06:00', '2026-03-09T05:00:00Z', true],
  ])('[F2] [F3] %s at %s: %s, across midnight and with both ends', (text, instant, open) => {
    expect(isOpen(text, instant)).toBe(open);
  });

  test('[F4] by the clocks of the zone, whatever the zone of this machine', () => {
    expect(isOpen('6:00-7:00', '2026-07-01T04:30:00Z', BERLIN)).toBe(true);
    expect(isOpen('6:00-7:00', '2026-07-01T06:30:00Z', BERLIN)).toBe(false);
    expect(isOpen('FRI 0:00-23:59', '2026-03-05T16:00:00Z', 'Asia/Tokyo')).toBe(true);
    expect(isOpen('6:00-6:30', '2026-03-04T00:45:00Z', 'Asia/Kathmandu')).toBe(true);
  });
});

describe('the changes of the clocks', () => {
  // In Berlin 2026-03-29 has no 2:00 to 2:59, and 2026-10-25 has them twice.
  test('[F4] the skipped hour never matches', () => {
    for (let minute = -180; minute < 180; minute += 1) {
      const instant = new Date(Date.parse('2026-03-29T01:00:00Z') + minute * MINUTE);
      expect(isWithinTimeFrames(framesOf('2:00-2:59'), instant, BERLIN), instant.toISOString()).toBe(false);
    }
    expect(change('2:00-2:59', '2026-03-28T12:00:00Z', BERLIN)).toBe('2026-03-30T00:00:00.000Z');
  });

  test('[F4] a frame around the skipped hour is an hour shorter, without a gap', () => {
    expect(change('1:00-3:59', '2026-03-28T12:00:00Z', BERLIN)).toBe('2026-03-29T00:00:00.000Z');
    expect(change('1:00-3:59', '2026-03-29T00:30:00Z', BERLIN)).toBe('2026-03-29T02:00:00.000Z');
  });

  test('[F4] [F5] a frame that begins in the skipped hour opens when the clocks jump over its beginning', () => {
    expect(change('2:30-3:29', '2026-03-28T22:00:00Z', BERLIN)).toBe('2026-03-29T01:00:00.000Z');
    expect(change('2:30-3:29', '2026-03-29T01:00:00Z', BERLIN)).toBe('2026-03-29T01:30:00.000Z');
  });

  test('[F4] [F5] the repeated hour matches twice: open, closed, open again', () => {
    const text = '2:00-2:29';
    const moments = ['2026-10-25T00:00:00.000Z', '2026-10-25T00:30:00.000Z', '2026-10-25T01:00:00.000Z'];
    expect(change(text, '2026-10-24T12:00:00Z', BERLIN)).toBe(moments[0]);
    expect(change(text, moments[0] ?? '', BERLIN)).toBe(moments[1]);
    expect(change(text, moments[1] ?? '', BERLIN)).toBe(moments[2]);
    expect(change(text, moments[2] ?? '', BERLIN)).toBe('2026-10-25T01:30:00.000Z');
    expect(change(text, '2026-10-25T01:30:00Z', BERLIN)).toBe('2026-10-26T01:00:00.000Z');
  });

  test('[F4] [F5] a frame over the whole repeated hour stays open through both', () => {
    expect(change('1:00-3:59', '2026-10-25T00:30:00Z', BERLIN)).toBe('2026-10-25T03:00:00.000Z');
  });
});

describe('the next change', () => {
  test.each([
    ['6:00-7:00', '2026-03-04T05:00:00.500Z', '2026-03-04T06:00:00.000Z'],
    ['6:00-7:00', '2026-03-04T06:00:00.000Z', '2026-03-04T07:01:00.000Z'],
    ['6:00-7:00', '2026-03-04T07:00:59.999Z', '2026-03-04T07:01:00.000Z'],
    ['6:00-7:00', '2026-03-04T07:01:00.000Z', '2026-03-05T06:00:00.000Z'],
    ['FRI 18:00-23:00', '2026-03-07T12:00:00.000Z', '2026-03-13T18:00:00.000Z'],
    ['6:00-7:00, 7:01-8:00', '2026-03-04T06:30:00.000Z', '2026-03-04T08:01:00.000Z'],
    ['0:00-23:59', '2026-03-04T06:30:00.000Z', undefined],
    ['!0:00-23:59', '2026-03-04T06:30:00.000Z', undefined],
    ['', '2026-03-04T06:30:00.000Z', undefined],
  ])('[F5] of %j after %s is %s', (text, instant, expected) => {
    expect(change(text, instant)).toBe(expected);
  });

  const DAYS = ['', 'MON ', 'TUE ', 'FRI ', 'SAT ', 'SUN '];
  const anyText = (chosen: Seeded) =>
    Array.from({ length: chosen.whole(1, 4) }, () => {
      const time = () => `${chosen.whole(0, 23)}:${String(chosen.oneOf([0, 15, 30, 59])).padStart(2, '0')}`;
      return `${chosen.chance(0.4) ? '!' : ''}${chosen.oneOf(DAYS)}${time()}-${time()}`;
    }).join(', ');

  test('[F5] at random, around both changes of the clocks: found as minute for minute', () => {
    let changes = 0;
    for (const seed of seeds(40)) {
      const chosen = seeded(seed);
      const text = anyText(chosen);
      const zone = chosen.oneOf([BERLIN, 'America/New_York', 'Australia/Lord_Howe', 'UTC']);
      const near = chosen.oneOf([
        '2026-03-28T18:00:00Z',
        '2026-10-24T18:00:00Z',
        '2026-04-04T12:00:00Z',
        '2026-11-01T00:00:00Z',
      ]);
      const from = Date.parse(near) + chosen.whole(0, 20 * 60) * MINUTE + chosen.whole(0, 59_999);
      const frames = framesOf(text);
      const open = isWithinTimeFrames(frames, new Date(from), zone);
      const found = nextFrameChange(frames, new Date(from), zone);
      const until = Math.min(found?.getTime() ?? Infinity, from + 36 * 60 * MINUTE);
      for (let at = Math.ceil(from / MINUTE) * MINUTE; at < until; at += MINUTE) {
        const same = isWithinTimeFrames(frames, new Date(at), zone) === open;
        if (!same)
          expect.unreachable(`seed ${seed}: "${text}" in ${zone} changes at ${new Date(at).toISOString()}`);
      }
      if (found === undefined) continue;
      changes += 1;
      expect(isWithinTimeFrames(frames, found, zone), `seed ${seed}: "${text}"`).toBe(!open);
      expect(isWithinTimeFrames(frames, new Date(found.getTime() - 1), zone), `seed ${seed}`).toBe(open);
    }
    expect(changes).toBeGreaterThan(25);
  });
});
