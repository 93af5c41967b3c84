import type { Hardware } from '#protocol/inventory.ts';
import { Types } from 'mongoose';
import { close, connect } from '#store/connection.ts';
import { idSequence } from '#store/identifiers.ts';
import { createModels, type Models } from '#store/models/models.ts';
import { keyOf } from '#store/names.ts';

const AT_ONCE = 250;
const DAY = 86_400_000;
const THEN = Date.parse('2026-06-01T00:00:00.000Z');
const GB = 2 ** 30;
const MODELS = [
  'OptiPlex 7010',
  'Precision 3660',
  'ThinkCentre M75q',
  'EliteDesk 800',
  'MacBook Air',
  'NUC 12',
];

export const PACKAGES_INSTALLED = 12;

/** Like a fleet that has grown: a few systems and models, ninety groups, everyone's own name, address and number. */
const hardware = (place: number): Hardware => {
  const isLinux = place % 4 === 0;
  return {
    hostname: `computer-${place}`,
    operatingSystem: {
      family: isLinux ? 'linux' : 'windows',
      name: isLinux ? 'Debian GNU/Linux' : 'Microsoft Windows 11 Pro',
      version: isLinux ? `${11 + (place % 3)}` : `10.0.${22_621 + (place % 5)}`,
      kernel: '6.1',
      architecture: 'x64',
    },
    manufacturer: 'Maker',
    model: MODELS[place % MODELS.length] ?? '',
    serial: `SN${(place * 7_919).toString(36).toUpperCase()}`,
    processor: { name: 'Processor', cores: 8 },
    memoryBytes: (8 + 8 * (place % 4)) * GB,
    disks: [
      { mount: isLinux ? '/' : 'C:', type: 'x', sizeBytes: 256 * GB, usedBytes: (place % 250) * GB },
      { mount: isLinux ? '/boot' : 'D:', type: 'x', sizeBytes: GB, usedBytes: GB },
    ],
    interfaces: [
      {
        name: 'eth0',
        mac: `02:00:00:00:${(place >> 8).toString(16).padStart(2, '0')}:${(place & 255).toString(16).padStart(2, '0')}`,
        wired: true,
        addresses: [{ address: addressOf(place), netmask: '255.255.255.0', family: 'IPv4' }],
      },
    ],
  };
};
const addressOf = (place: number) => `10.0.${place >> 8}.${place & 255}`;

/** Ids of computers and groups. */
export interface GivenFleet {
  computerIds: string[];
  groupIds: string[];
  packageIds: string[];
}

/** Fills a database with computers, each with some packages and in one group: many at once, past the store. */
export async function givenFleet(uri: string, computers: number): Promise<GivenFleet> {
  const nextId = idSequence();
  const newIds = (count: number) => Array.from({ length: count }, nextId);
  const fleet = { computerIds: newIds(computers), groupIds: newIds(90), packageIds: newIds(60) };
  const connection = await connect({ uri });
  try {
    const models = createModels(connection);
    await models.computerGroups.insertMany(fleet.groupIds.map((id, place) => groupOf(fleet, { id, place })));
    for (let from = 0; from < computers; from += AT_ONCE) await insert(models, fleet, from);
  } finally {
    await close(connection);
  }
  return fleet;
}

const reference = (id: string | undefined) => new Types.ObjectId(id);

function groupOf({ groupIds }: GivenFleet, { id, place }: { id: string; place: number }) {
  const name = `group ${place}`;
  return {
    _id: reference(id),
    name,
    nameKey: keyOf(name),
    notes: '',
    parentId: place < 9 ? null : reference(groupIds[place % 9]),
    packageIds: [],
    createdAt: new Date(THEN),
    createdBy: 'bench',
    revision: 1,
  };
}

async function insert(models: Models, fleet: GivenFleet, from: number): Promise<void> {
  const places = fleet.computerIds.slice(from, from + AT_ONCE).map((_, index) => from + index);
  await models.computers.insertMany(places.map((place) => computerOf(fleet, place)));
  await models.installations.insertMany(places.flatMap((place) => installationsOf(fleet, place)));
}

function computerOf({ computerIds, groupIds }: GivenFleet, place: number) {
  const name = `PC-${place}`;
  return {
    _id: reference(computerIds[place]),
    name,
    nameKey: keyOf(name),
    notes: place % 10 === 0 ? `Third floor, room ${place % 400}, behind the door` : '',
    publicKey: name,
    enrolledAt: new Date(THEN - (place % 900) * DAY),
    enrolledWith: 'bench',
    lastSeenAt: new Date(THEN - (place % 60) * DAY),
    lastAddress: addressOf(place),
    agentVersion: `0.1.${place % 3}`,
    bootedAt: new Date(THEN - (place % 30) * DAY),
    users: place % 2 === 0 ? [{ name: `user${place}`, terminal: 'console', since: 'today' }] : [],
    digests: {},
    hardware: hardware(place),
    groupIds: [reference(groupIds[place % groupIds.length])],
    revision: 1,
  };
}

function installationsOf({ computerIds, packageIds }: GivenFleet, place: number) {
  return Array.from({ length: PACKAGES_INSTALLED }, (_, n) => {
    const packageId = reference(packageIds[(place + n * 5) % packageIds.length]);
    return {
      _id: new Types.ObjectId(),
      computerId: reference(computerIds[place]),
      computerName: `PC-${place}`,
      packageId,
      familyId: packageId,
      packageName: 'package',
      packageVersion: '1',
      installedAt: new Date(THEN),
      installedBy: 'bench',
    };
  });
}
