import { text } from '../messages/text.ts';

const MINUTE = 60_000;
const EVENING_HOUR = 19;
const MORNING_HOUR = 7;
/** From here on "this evening" is too near to help anybody. */
const LAST_HOUR_FOR_EVENING = 18;

export interface PostponeChoice {
  name: string;
  minutes: number;
}

/**
 * Until when a restart can be put off with one click. @param now In the viewer's own zone, as the browser's clock
 * has it: "this evening" is the viewer's.
 */
export function postponeChoices(now: Date): PostponeChoice[] {
  const later = new Date(now);
  const evening = now.getHours() < LAST_HOUR_FOR_EVENING;
  if (!evening) later.setDate(later.getDate() + 1);
  later.setHours(evening ? EVENING_HOUR : MORNING_HOUR, 0, 0, 0);
  return [
    { name: text('power.postpone15'), minutes: 15 },
    { name: text('power.postpone60'), minutes: 60 },
    {
      name: evening
        ? text('power.postponeEvening', { hour: EVENING_HOUR })
        : text('power.postponeMorning', { hour: MORNING_HOUR }),
      minutes: Math.ceil((later.getTime() - now.getTime()) / MINUTE),
    },
  ];
}
