import type { Hub } from '#hub/hub.ts';

/**
 * The running hub is handed over through a slot on `globalThis`: the bundle holds its own copy of every module, so
 * a variable of a module would be another one here than in the server around the bundle.
 */
const SLOT = Symbol.for('reveille.hub');
type WithSlot = typeof globalThis & { [SLOT]?: Hub };

/** @returns the running hub. @throws Error when the server has not filled the slot before the first request. */
export function hubFromSlot(): Hub {
  const hub = (globalThis as WithSlot)[SLOT];
  if (hub === undefined) throw new Error('No hub in the slot: start the console through src/server.ts.');
  return hub;
}
