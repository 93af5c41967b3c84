import { describe, expect, test } from 'vitest';
import { needsCount, verbForBulk, whySkipped } from '#domain/fleet/bulk.ts';
import type { FleetFacts } from '#domain/fleet/facts.ts';
import { LIMITS } from '#protocol/limits.ts';
import { BulkWork } from '#protocol/requests.ts';
import { BulkAction } from '#protocol/views/bulk.ts';
import { anId } from '#tests/support/builders.ts';
import { someFacts } from '#tests/support/fleet.ts';

const groupId = anId();
const full = Array.from({ length: LIMITS.groupsPerComputer }, () => anId());
const job = {
  jobId: anId(),
  containerId: anId(),
  action: 'install',
  packageName: 'editor',
  packageVersion: '1',
  state: 'executing',
} as const;

const skipped = (work: object, given: Partial<FleetFacts>) =>
  whySkipped(BulkWork.parse({ groupId, text: 'hello', ...work }), someFacts(given));

describe('[Y1] who is left out', () => {
  test.each([
    ['wake', { presence: 'online' }, 'online'],
    ['wake', { macs: [] }, 'notWakeable'],
    ['wake', {}, undefined],
    ['wake', { presence: 'unknown' }, undefined],
    ['joinGroup', { groupIds: [groupId] }, 'member'],
    ['joinGroup', { groupIds: full }, 'groupsFull'],
    ['joinGroup', { groupIds: [...full.slice(1), groupId] }, 'member'],
    ['joinGroup', {}, undefined],
    ['leaveGroup', {}, 'notMember'],
    ['leaveGroup', { groupIds: [groupId] }, undefined],
    ['message', {}, 'offline'],
    ['message', { presence: 'unknown' }, 'offline'],
    ['message', { presence: 'online' }, undefined],
    ['restart', {}, 'offline'],
    ['restart', { presence: 'online' }, undefined],
    ['shutdown', {}, 'offline'],
    ['shutdown', { presence: 'online' }, undefined],
    ['delete', { pending: 1 }, 'inUse'],
    ['delete', { job }, 'inUse'],
    ['delete', { failed: 3 }, undefined],
    ['delete', { presence: 'online' }, undefined],
  ] as [string, Partial<FleetFacts>, string | undefined][])('%s %j: %s', (action, given, reason) => {
    expect(skipped({ action }, given)).toBe(reason);
  });
});

test('[Y2] deleting needs their number, restarting and shutting down that of more than ten', () => {
  for (const action of BulkAction.options) {
    const isPower = action === 'restart' || action === 'shutdown';
    expect(needsCount({ action }, 1), action).toBe(action === 'delete');
    expect(needsCount({ action }, 10), action).toBe(action === 'delete');
    expect(needsCount({ action }, 11), action).toBe(action === 'delete' || isPower);
  }
});

test('[A2] one computer is for support staff, several are for operators', () => {
  expect(verbForBulk({ action: 'wake' }, 1)).toBe('computer.wakeOne');
  expect(verbForBulk({ action: 'wake' }, 2)).toBe('computer.wake');
  expect(verbForBulk({ action: 'restart' }, 1)).toBe('computer.power');
  expect(verbForBulk({ action: 'shutdown' }, 2)).toBe('computer.powerMany');
  expect(verbForBulk({ action: 'message' }, 1)).toBe('computer.message');
  expect(verbForBulk({ action: 'message' }, 2)).toBe('computer.messageMany');
});
