import { expect, test } from 'vitest';
import { AgentSessions, type AgentSession } from '#hub/agent-sessions.ts';
import { newNonce } from '#hub/secrets.ts';
import { SerialQueue } from '#hub/serial-queue.ts';
import { anId, THEN } from '#tests/support/builders.ts';

const aSession = (computerId = anId()): AgentSession => ({
  computerId,
  peer: { order: () => undefined, goodbye: () => undefined, close: () => undefined },
  nonce: newNonce(),
  counter: 0,
  since: THEN,
  address: '192.0.2.1',
  subnet: '192.0.2.0/24',
  queue: new SerialQueue(1),
});

test('the newer connection of a computer takes the place of the earlier one', () => {
  const sessions = new AgentSessions();
  const [earlier, neighbour] = [aSession(), aSession()];
  const newer = aSession(earlier.computerId);
  expect(sessions.add(earlier)).toBeUndefined();
  sessions.add(neighbour);
  expect(sessions.add(newer)).toBe(earlier);
  expect(sessions.get(earlier.computerId)).toBe(newer);
  expect([sessions.size, sessions.all()]).toEqual([2, expect.arrayContaining([newer, neighbour])]);
});

test('the end of a superseded session takes nobody offline', () => {
  const sessions = new AgentSessions();
  const earlier = aSession();
  const newer = aSession(earlier.computerId);
  sessions.add(earlier);
  sessions.add(newer);
  expect(sessions.remove(earlier)).toBe(false);
  expect(sessions.get(newer.computerId)).toBe(newer);
  expect(sessions.remove(newer)).toBe(true);
  expect(sessions.remove(newer)).toBe(false);
  expect(sessions.size).toBe(0);
});
