import { expect, it } from 'vitest';
import { answered, beginWake, ended } from '#domain/wake/wake-state.ts';
import { wakeFacts } from '#domain/timeline/wake.ts';
import { aWake, anId, THEN } from '#tests/support/builders.ts';

const after = (seconds: number) => new Date(THEN.getTime() + seconds * 1000);
const packet = { route: 'broadcast', mac: '00:1a:2b:3c:4d:5e', via: 'eth0', to: '255.255.255.255' } as const;

it('[Z8] a wake is told when it begins, and by whom', () => {
  const wake = aWake({ by: 'anna', containerName: 'night' });
  expect(wakeFacts(undefined, wake, THEN)).toStrictEqual([
    { what: 'wakeBegan', wakeId: wake.id, by: 'anna', containerName: 'night' },
  ]);
});

it('[Z8] and when it has ended: after how long, with how many packets that left', () => {
  const sent = [packet, { ...packet, problem: 'no route' }];
  const wake = aWake({
    bursts: [
      { at: after(0), packets: sent },
      { at: after(2), packets: [packet] },
    ],
  });
  expect(wakeFacts(wake, wake, THEN)).toStrictEqual([]);
  const awake = answered(wake, { at: after(47), awakeSeconds: 20 });
  expect(wakeFacts(wake, awake, after(50))).toMatchObject([
    { what: 'wakeEnded', state: 'awake', afterMilliseconds: 47_000, packets: 2, wokenByUs: true },
  ]);
  expect(wakeFacts(awake, { ...awake, shutdown: 'calledOff' }, after(60))).toStrictEqual([]);
  const silent = ended(wake, { state: 'noAnswer' });
  expect(wakeFacts(wake, silent, after(300))).toMatchObject([
    { state: 'noAnswer', afterMilliseconds: 300_000, wokenByUs: false },
  ]);
});

it('[Z8] one that is impossible is told once, with the reason', () => {
  const computer = { id: anId(), name: 'computer' };
  const wake = beginWake({ id: anId(), computer, by: 'anna', hasMac: false, windowMinutes: 5 }, THEN);
  expect(wakeFacts(undefined, wake, THEN)).toMatchObject([
    {
      what: 'wakeEnded',
      state: 'impossible',
      detail: 'No MAC address of this computer is known',
      packets: 0,
    },
  ]);
});
