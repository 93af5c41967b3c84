import type { Hardware, Software } from '#protocol/inventory.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { FactOf } from '#protocol/views/timeline.ts';
import type { HardwareChange, HardwarePart } from '#protocol/views/timeline/inventory.ts';
import { isWithinMachine } from '../wake/interfaces.ts';

const NAMED = LIMITS.timelineNames;

type Entry = { name: string; version: string };
type Update = FactOf<'software'>['updated'][number];

/** Z6: what was installed, removed and updated between two lists of software. */
export function softwareChanged(before: Software, after: Software): FactOf<'software'> | undefined {
  const added: Entry[] = [];
  const removed: Entry[] = [];
  const updated: Update[] = [];
  const [were, are] = [versionsOf(before), versionsOf(after)];
  for (const key of new Set([...were.keys(), ...are.keys()])) {
    const name = (are.get(key) ?? were.get(key))?.name ?? '';
    const old = were.get(key)?.versions ?? new Set<string>();
    const fresh = are.get(key)?.versions ?? new Set<string>();
    const gone = [...old.difference(fresh)];
    const come = [...fresh.difference(old)];
    // Of a name that is listed with several versions, as many are updates as there are pairs.
    const pairs = Math.min(gone.length, come.length);
    for (let pair = 0; pair < pairs; pair += 1) {
      updated.push({ name, from: gone[pair] ?? '', to: come[pair] ?? '' });
    }
    for (const version of gone.slice(pairs)) removed.push({ name, version });
    for (const version of come.slice(pairs)) added.push({ name, version });
  }
  const counts = { added: added.length, removed: removed.length, updated: updated.length };
  if (counts.added + counts.removed + counts.updated === 0) return undefined;
  return {
    what: 'software',
    added: added.slice(0, NAMED),
    removed: removed.slice(0, NAMED),
    updated: updated.slice(0, NAMED),
    counts,
  };
}

/** By name and architecture: a system may hold one of each. */
function versionsOf(software: Software): Map<string, { name: string; versions: Set<string> }> {
  const found = new Map<string, { name: string; versions: Set<string> }>();
  for (const { name, version, architecture } of software) {
    const key = `${name}\n${architecture ?? ''}`;
    const known = found.get(key) ?? { name, versions: new Set<string>() };
    known.versions.add(version);
    found.set(key, known);
  }
  return found;
}

/** Z6: what has become another of a computer's hardware and system. What is on its disks, and its addresses, is not. */
export function hardwareChanged(before: Hardware, after: Hardware): FactOf<'hardware'> | undefined {
  const single = (part: HardwarePart, read: (one: Hardware) => string | number) =>
    differing({ part }, read(before), read(after));
  const changes = [
    ...single('system', ({ operatingSystem: { name, version } }) => `${name} ${version}`.trim()),
    ...single('kernel', ({ operatingSystem }) => operatingSystem.kernel),
    ...single('hostname', ({ hostname }) => hostname),
    ...single('model', ({ manufacturer, model }) => `${manufacturer} ${model}`.trim()),
    ...single('serial', ({ serial }) => serial),
    ...single('processor', ({ processor: { name, cores } }) => `${name}, ${cores}`),
    ...single('memory', ({ memoryBytes }) => memoryBytes),
    ...among('disk', disksOf(before), disksOf(after)),
    ...among('interface', interfacesOf(before), interfacesOf(after)),
  ].slice(0, NAMED);
  return changes.length === 0 ? undefined : { what: 'hardware', changes };
}

type Value = string | number | undefined;

function differing(about: Pick<HardwareChange, 'part' | 'name'>, from: Value, to: Value): HardwareChange[] {
  if (from === to) return [];
  return [{ ...about, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }];
}

function among(
  part: HardwarePart,
  before: ReadonlyMap<string, string | number>,
  after: ReadonlyMap<string, string | number>,
): HardwareChange[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].sort().flatMap((name) => differing({ part, name }, before.get(name), after.get(name)));
}

const disksOf = ({ disks }: Hardware) => new Map(disks.map(({ mount, sizeBytes }) => [mount, sizeBytes]));

/** Those that lead outside and have an address of their own: networks of guests come and go. */
const interfacesOf = ({ interfaces }: Hardware) =>
  new Map(
    interfaces
      .filter(({ name, mac }) => mac !== '' && !isWithinMachine(name))
      .map(({ name, mac }) => [name, mac]),
  );
