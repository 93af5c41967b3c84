import { expect, test } from 'vitest';
import { isWithinTimeFrames, parseTimeFrames } from '#domain/time-frames.ts';
import { seeded, seeds, type Seeded } from './seeded.ts';

const WEEKDAYS = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'];
const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'UTC',
];
const MINUTE = 60_000;

interface Written {
  text: string;
  negated: boolean;
  day?: string;
  from: string;
  to: string;
}

function anyFrame(chosen: Seeded): Written {
  const time = () =>
    `${String(chosen.whole(0, 23)).padStart(2, '0')}:${String(chosen.oneOf([0, 1, 30, 59])).padStart(2, '0')}`;
  const negated = chosen.chance(0.4);
  const day = chosen.chance(0.5) ? chosen.oneOf(WEEKDAYS) : undefined;
  const [from, to] = [time(), time()];
  const text = `${negated ? '!' : ''}${day === undefined ? '' : `${day} `}${from}-${to}`;
  return { text, negated, from, to, ...(day === undefined ? {} : { day }) };
}

/** What a person reads off the wall there: a weekday and a time, as text. */
function wallClock(instant: number, timeZone: string): { day: string; time: string } {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  return { day: (parts['weekday'] ?? '').toUpperCase(), time: `${parts['hour']}:${parts['minute']}` };
}

/** The rule as a person would check it: times compared as text, the early hours of a night belong to the day before. */
function matchesByHand({ day, from, to }: Written, wall: { day: string; time: string }): boolean {
  const yesterday = WEEKDAYS[(WEEKDAYS.indexOf(wall.day) + 6) % 7];
  const isOn = (which: string | undefined) => day === undefined || day === which;
  if (from <= to) return isOn(wall.day) && from <= wall.time && wall.time <= to;
  return (isOn(wall.day) && wall.time >= from) || (isOn(yesterday) && wall.time <= to);
}

test('[F1] [F2] [F3] [F4] at random agree with the wall clock of the zone, read by hand', () => {
  const seen = { open: 0, closed: 0, byNight: 0 };
  for (const seed of seeds(250)) {
    const chosen = seeded(seed);
    const written = Array.from({ length: chosen.whole(1, 4) }, () => anyFrame(chosen));
    const text = written.map((one) => one.text).join(', ');
    const parsed = parseTimeFrames(text);
    if ('problem' in parsed) throw new Error(parsed.problem);
    const zone = chosen.oneOf(ZONES);
    for (let look = 0; look < 40; look += 1) {
      const instant =
        Date.UTC(2026, 0, 1) + chosen.whole(0, 365 * 24 * 60) * MINUTE + chosen.whole(0, 59_999);
      const wall = wallClock(instant, zone);
      const deciding = written.find((one) => matchesByHand(one, wall));
      const expected = deciding === undefined ? written.every((one) => one.negated) : !deciding.negated;
      const found = isWithinTimeFrames(parsed.frames, new Date(instant), zone);
      if (found !== expected)
        expect.unreachable(
          `seed ${seed}: "${text}" in ${zone} at ${new Date(instant).toISOString()}: ${found}`,
        );
      seen[found ? 'open' : 'closed'] += 1;
      if (deciding !== undefined && deciding.from > deciding.to) seen.byNight += 1;
    }
  }
  expect(Math.min(seen.open, seen.closed, seen.byNight)).toBeGreaterThan(1_000);
});
