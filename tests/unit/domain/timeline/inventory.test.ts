import { describe, expect, it } from 'vitest';
import { hardwareChanged, softwareChanged } from '#domain/timeline/inventory.ts';
import { aMachine, anInterface } from '#tests/support/hardware.ts';

const entry = (name: string, version: string, architecture = 'amd64') => ({ name, version, architecture });

describe('[Z6] the list of software against the one before', () => {
  it('says what was added, removed and updated', () => {
    const before = [entry('curl', '8.1'), entry('vim', '9.0'), entry('zip', '3.0')];
    const after = [entry('curl', '8.2'), entry('git', '2.4'), entry('vim', '9.0')];
    expect(softwareChanged(before, after)).toStrictEqual({
      what: 'software',
      added: [{ name: 'git', version: '2.4' }],
      removed: [{ name: 'zip', version: '3.0' }],
      updated: [{ name: 'curl', from: '8.1', to: '8.2' }],
      counts: { added: 1, removed: 1, updated: 1 },
    });
  });

  it('tells versions and architectures of one name apart', () => {
    const before = [entry('kernel', '6.1'), entry('kernel', '6.2'), entry('libc', '2', 'i386')];
    const after = [
      entry('kernel', '6.2'),
      entry('kernel', '6.3'),
      entry('kernel', '6.4'),
      entry('libc', '2'),
    ];
    expect(softwareChanged(before, after)).toMatchObject({
      updated: [{ name: 'kernel', from: '6.1', to: '6.3' }],
      added: [
        { name: 'kernel', version: '6.4' },
        { name: 'libc', version: '2' },
      ],
      removed: [{ name: 'libc', version: '2' }],
    });
  });

  it('names twenty of thousands and counts all', () => {
    const many = Array.from({ length: 5_000 }, (_, n) => entry(`package-${n}`, '1'));
    const changed = softwareChanged([], many);
    expect(changed?.added).toHaveLength(20);
    expect(changed?.counts).toStrictEqual({ added: 5_000, removed: 0, updated: 0 });
  });

  it('tells nothing of the same list in another order', () => {
    const list = [entry('curl', '8.1'), entry('vim', '9.0')];
    expect(softwareChanged(list, list.toReversed())).toBeUndefined();
  });
});

describe('[Z6] hardware and system against what was there before', () => {
  const disk = (mount: string, sizeBytes: number, usedBytes = 0) => ({
    mount,
    type: 'ext4',
    sizeBytes,
    usedBytes,
  });

  it('names what is another, is new or is gone', () => {
    const before = aMachine({
      memoryBytes: 8,
      disks: [disk('/', 100), disk('/data', 200)],
      interfaces: [anInterface({ mac: '00:00:00:00:00:01', address: '10.0.0.1' })],
    });
    const after = {
      ...aMachine({ memoryBytes: 16, disks: [disk('/', 100), disk('/new', 50)] }),
      operatingSystem: { ...before.operatingSystem, version: '14', kernel: '7' },
    };
    expect(hardwareChanged(before, after)?.changes).toStrictEqual([
      { part: 'system', from: 'Debian 13', to: 'Debian 14' },
      { part: 'kernel', from: '6', to: '7' },
      { part: 'memory', from: 8, to: 16 },
      { part: 'disk', name: '/data', from: 200 },
      { part: 'disk', name: '/new', to: 50 },
      { part: 'interface', name: 'eth0', from: '00:00:00:00:00:01' },
    ]);
  });

  it('tells nothing of what fills disks, of addresses, and of networks within the machine', () => {
    const mac = '00:00:00:00:00:01';
    const before = aMachine({
      disks: [disk('/', 100, 10)],
      interfaces: [anInterface({ mac, address: '10.0.0.1' })],
    });
    const guests = { ...anInterface({ mac: '00:00:00:00:00:09', address: '172.17.0.1' }), name: 'docker0' };
    const after = aMachine({
      disks: [disk('/', 100, 90)],
      interfaces: [anInterface({ mac, address: '10.0.0.2' }), guests],
    });
    expect(hardwareChanged(before, after)).toBeUndefined();
  });
});
