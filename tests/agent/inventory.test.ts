import { expect, test } from 'vitest';
import { readLinuxSoftware } from '#agent/inventory/linux-software.ts';
import { InventoryReporter } from '#agent/inventory/reporter.ts';
import type { InventoryReader, SoftwareList } from '#agent/inventory/reader.ts';
import type { Command, CommandEnd } from '#agent/executors/commands.ts';
import type { InventoryReport } from '#protocol/inventory.ts';
import { LIMITS } from '#protocol/limits.ts';
import { drivenAgentClock } from './support/driven-clock.ts';
import { LogLines } from './support/log-lines.ts';

const ended = (exitCode: number | undefined, output = ''): CommandEnd => ({
  ...(exitCode === undefined ? {} : { exitCode }),
  output,
  complaint: '',
});
const listing = (...lines: string[]) => ended(0, `${lines.join('\n')}\n`);
const FAILED = ended(2);
const NOT_THERE = ended(undefined);

/** Reads where each command ends so. */
const read = (ends: { 'dpkg-query': CommandEnd; rpm: CommandEnd }) =>
  readLinuxSoftware(({ name }: Command) => Promise.resolve(name === 'rpm' ? ends.rpm : ends['dpkg-query']));

test('what dpkg lists as installed, else what rpm lists, is the software of a Linux', async () => {
  const debian = listing(
    'installed\tzsh\t5.9\tamd64',
    'config-files\told\t1\tall',
    'installed\tbash\t5.2\tamd64',
  );
  const fedora = listing('installed\thtop\t3.2-1\tx86_64');
  expect(await read({ 'dpkg-query': debian, rpm: fedora })).toEqual({
    entries: [
      { name: 'bash', version: '5.2', architecture: 'amd64' },
      { name: 'zsh', version: '5.9', architecture: 'amd64' },
    ],
    isCut: false,
  });
  expect((await read({ 'dpkg-query': NOT_THERE, rpm: fedora }))?.entries).toMatchObject([{ name: 'htop' }]);
});

test.each([
  ['there is neither', { 'dpkg-query': NOT_THERE, rpm: NOT_THERE }],
  ['dpkg fails', { 'dpkg-query': FAILED, rpm: NOT_THERE }],
  ['dpkg fails where an rpm that manages nothing lies beside it', { 'dpkg-query': FAILED, rpm: listing() }],
  ['dpkg lists nothing', { 'dpkg-query': listing(), rpm: FAILED }],
])('where %s, it is not known what is installed', async (_what, ends) => {
  expect(await read(ends)).toBeUndefined();
});

test('a list that is longer than it may be is cut, and says so', async () => {
  const lines = (count: number) =>
    Array.from({ length: count }, (_, n) => `installed\tpackage-${String(n).padStart(5, '0')}\t1\tall`);
  const whole = await read({ 'dpkg-query': listing(...lines(LIMITS.softwareEntries)), rpm: FAILED });
  expect([whole?.entries.length, whole?.isCut]).toEqual([LIMITS.softwareEntries, false]);
  const cut = await read({ 'dpkg-query': listing(...lines(LIMITS.softwareEntries + 1)), rpm: FAILED });
  expect([cut?.entries.length, cut?.isCut]).toEqual([LIMITS.softwareEntries, true]);
});

/** A reporter of the software alone, whose readings end so, one after the other. */
function givenReporter(lists: (SoftwareList | undefined)[]) {
  const reader: InventoryReader = {
    hardware: () => Promise.reject(new Error('not asked for here')),
    users: () => Promise.reject(new Error('not asked for here')),
    software: () => Promise.resolve(lists.shift()),
  };
  const told: InventoryReport[] = [];
  const clock = drivenAgentClock();
  const reporter = new InventoryReporter({ reader, clock, log: new LogLines().log });
  const connect = () => reporter.connected({}, (report) => Promise.resolve(told.push(report)));
  return { reporter, clock, told, connect };
}

test('what is not known is not told: the hub keeps the list that it has', async () => {
  const lists = [
    undefined,
    { entries: [{ name: 'a', version: '1' }], isCut: true },
    undefined,
    { entries: [{ name: 'a', version: '1' }], isCut: false },
  ];
  const { reporter, clock, told, connect } = givenReporter(lists);
  connect();
  for (let jobs = 0; jobs < 3; jobs += 1) {
    reporter.softwareMayHaveChanged();
    await clock.advance(2000);
  }
  await reporter.stop();
  expect(lists).toEqual([]);
  expect(told).toMatchObject([{ part: 'software', isCut: true }, { part: 'software' }]);
  expect(told[1]).not.toHaveProperty('isCut');
  expect(told[0]?.digest).not.toBe(told[1]?.digest);
});

test('the software is read once for a row of jobs, a moment after the last of them', async () => {
  const listOf = (version: string): SoftwareList => ({ entries: [{ name: 'a', version }], isCut: false });
  const lists = [listOf('1'), listOf('2'), listOf('3')];
  const { reporter, clock, told, connect } = givenReporter(lists);
  connect();
  for (let jobs = 0; jobs < 3; jobs += 1) {
    reporter.softwareMayHaveChanged();
    await clock.advance(1999);
  }
  expect(lists).toHaveLength(2);
  await clock.advance(1);
  expect(lists).toHaveLength(1);
  reporter.softwareMayHaveChanged();
  await reporter.stop();
  await clock.advance(2000);
  expect(told).toMatchObject([{ value: [{ version: '1' }] }, { value: [{ version: '2' }] }]);
  expect(clock.armed).toBe(0);
});
