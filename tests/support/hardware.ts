import type { Hardware } from '#protocol/inventory.ts';

/** A Debian machine without a disk. What a test is about stands in `parts`. */
export const aMachine = (parts: Partial<Hardware> = {}): Hardware => ({
  hostname: 'machine',
  operatingSystem: { family: 'linux', name: 'Debian', version: '13', kernel: '6', architecture: 'x64' },
  manufacturer: '',
  model: '',
  serial: '',
  processor: { name: '', cores: 1 },
  memoryBytes: 1,
  disks: [],
  interfaces: [],
  ...parts,
});

/** A network interface with one IPv4 address. */
export const anInterface = (parts: {
  mac: string;
  address: string;
  netmask?: string;
  wired?: boolean;
}): Hardware['interfaces'][number] => {
  const { mac, address, netmask = '255.255.255.0', wired = true } = parts;
  return { name: 'eth0', mac, wired, addresses: [{ address, netmask, family: 'IPv4' }] };
};
