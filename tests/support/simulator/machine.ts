import type { Hardware, LoggedInUsers, Software } from '#protocol/inventory.ts';
import { Chance } from './chance.ts';

/** A computer of a made-up company, the same for the same number. */
export interface Machine {
  name: string;
  hardware: Hardware;
  users: LoggedInUsers;
  software: Software;
}

const SITES = ['BER', 'MUC', 'HAM', 'VIE', 'ZRH'];
const ROOMS = ['LAB', 'OFFICE', 'FRONT', 'CLASS', 'LIB'];
const PEOPLE =
  'anna ben carla david elif finn greta hana igor jana karim lena marco nora oskar paula quirin rosa sven tara'.split(
    ' ',
  );
const MODELS: readonly [string, string, boolean][] = [
  ['Dell Inc.', 'OptiPlex 7010', true],
  ['Dell Inc.', 'Latitude 5440', false],
  ['LENOVO', 'ThinkCentre M70q', true],
  ['LENOVO', 'ThinkPad T14 Gen 4', false],
  ['HP', 'EliteDesk 800 G9', true],
];
const PROCESSORS = ['Intel Core i5-13500', 'Intel Core i7-1365U', 'AMD Ryzen 5 PRO 7540U'];
const WINDOWS = [
  { family: 'windows', name: 'Microsoft Windows 11 Pro', version: '10.0.26100', kernel: '10.0.26100' },
  { family: 'windows', name: 'Microsoft Windows 11 Pro', version: '10.0.22631', kernel: '10.0.22631' },
  { family: 'windows', name: 'Microsoft Windows 10 Pro', version: '10.0.19045', kernel: '10.0.19045' },
] as const;
const LINUX = [
  { family: 'linux', name: 'Debian GNU/Linux', version: '13', kernel: '6.12.48' },
  { family: 'linux', name: 'Debian GNU/Linux', version: '12', kernel: '6.1.153' },
  { family: 'linux', name: 'Ubuntu', version: '24.04', kernel: '6.8.0' },
] as const;
const MACOS = { family: 'macos', name: 'macOS', version: '26.1', kernel: '25.1.0' } as const;
const PROGRAMS =
  '7-Zip,Audacity,Blender,Firefox,GIMP,Git,Inkscape,KeePassXC,LibreOffice,Node.js,Notepad++,OBS Studio,Pandoc,PuTTY,Python,QGIS,R,Thunderbird,VLC media player,WinSCP,Wireshark,Zotero'.split(
    ',',
  );
const GIGABYTE = 1024 ** 3;
const INTERFACES = {
  wired: { windows: 'Ethernet', linux: 'eth0', macos: 'en0' },
  wireless: { windows: 'Wi-Fi', linux: 'wlan0', macos: 'en1' },
} as const;

export const SITE_COUNT = SITES.length;
export const siteOf = (place: number): string => SITES[place % SITES.length] ?? '';

export function machine(place: number, since: Date): Machine {
  const chance = new Chance(place + 1);
  const site = siteOf(place);
  const name = `${site}-${ROOMS[Math.floor(place / SITES.length) % ROOMS.length]}-${String(Math.floor(place / 25) + 1).padStart(3, '0')}`;
  const lot = chance.next();
  const system = lot < 0.68 ? chance.of(WINDOWS) : lot < 0.94 ? chance.of(LINUX) : MACOS;
  const [manufacturer, model, wired] =
    system.family === 'macos' ? (['Apple Inc.', 'Mac mini (M4)', true] as const) : chance.of(MODELS);
  const size = chance.of([256, 512, 1000]) * GIGABYTE;
  const used = Math.floor(
    size * (chance.happens(0.06) ? 0.94 + chance.next() * 0.05 : 0.2 + chance.next() * 0.6),
  );
  const subnet = place % SITES.length;
  const user = chance.of(PEOPLE);
  return {
    name,
    hardware: {
      hostname: name.toLowerCase(),
      operatingSystem: { ...system, architecture: system.family === 'macos' ? 'arm64' : 'x64' },
      manufacturer,
      model,
      serial: `${site}${(place * 7919 + 100_003).toString(36).toUpperCase()}`,
      processor: {
        name: system.family === 'macos' ? 'Apple M4' : chance.of(PROCESSORS),
        cores: chance.of([6, 8, 10, 14]),
      },
      memoryBytes: chance.of([8, 16, 16, 32]) * GIGABYTE,
      disks: [
        {
          mount: system.family === 'windows' ? 'C:' : '/',
          type: system.family === 'windows' ? 'NTFS' : system.family === 'macos' ? 'apfs' : 'ext4',
          sizeBytes: size,
          usedBytes: used,
        },
      ],
      interfaces: [
        {
          name: INTERFACES[wired ? 'wired' : 'wireless'][system.family],
          mac: `02:1d:${[place >> 16, place >> 8, place, 7].map((byte) => (byte & 255).toString(16).padStart(2, '0')).join(':')}`,
          wired,
          addresses: [
            {
              address: `10.${20 + subnet}.${Math.floor(place / 250) % 250}.${(place % 250) + 2}`,
              netmask: '255.255.255.0',
              family: 'IPv4',
            },
          ],
        },
      ],
    },
    users: chance.happens(0.45)
      ? [
          {
            name: user,
            terminal: system.family === 'windows' ? 'console' : 'seat0',
            // As `who` tells it: by the clock of the computer.
            since: since.toISOString().slice(0, 16).replace('T', ' '),
          },
        ]
      : [],
    software: PROGRAMS.filter(() => chance.happens(0.55)).map((program) => ({
      name: program,
      version: `${chance.between(1, 30)}.${chance.between(0, 12)}.${chance.between(0, 9)}`,
    })),
  };
}
