import { searchableText, type FleetFacts } from '#domain/fleet/facts.ts';
import type { FleetFilter } from '#protocol/fleet-filter.ts';
import { readFilter } from '#protocol/fleet-filter-text.ts';
import { anId, THEN } from './builders.ts';

/** An offline Linux computer of which all usual facts are known. */
export function someFacts(given: Partial<FleetFacts> = {}): FleetFacts {
  const facts: Omit<FleetFacts, 'searchable'> = {
    id: anId(),
    name: 'desk-1',
    presence: 'offline',
    presenceSince: THEN.getTime(),
    lastSeen: THEN.getTime(),
    address: '10.1.5.7',
    subnet: '10.1.5.0/24',
    system: { family: 'linux', name: 'Debian GNU/Linux', version: '12', architecture: 'x64' },
    model: 'OptiPlex 7010',
    serial: 'ABC123',
    memoryBytes: 16 * 2 ** 30,
    disk: { mount: '/', freeBytes: 20 * 2 ** 30, sizeBytes: 100 * 2 ** 30 },
    userNames: ['ada'],
    agentVersion: '0.1.0',
    macs: ['02:00:00:00:00:0a'],
    groupIds: [],
    enrolled: THEN.getTime(),
    booted: THEN.getTime(),
    power: undefined,
    job: undefined,
    installed: [],
    pending: 0,
    failed: 0,
    notes: 'Third floor, behind the door',
    ...given,
  };
  return { ...facts, searchable: given.searchable ?? searchableText(facts) };
}

/** @throws Error with what is wrong with the text */
export function filterFrom(text: string): FleetFilter {
  const read = readFilter(text);
  if (!read.ok) throw new Error(read.problem);
  return read.filter;
}
