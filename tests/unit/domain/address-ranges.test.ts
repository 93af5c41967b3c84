import { describe, expect, test } from 'vitest';
import { isWithinAddressRanges, parseAddressRanges } from '#domain/address-ranges.ts';
import { seeded, seeds } from './seeded.ts';

function isIn(text: string, address: string): boolean {
  const parsed = parseAddressRanges(text);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return isWithinAddressRanges(parsed.ranges, address);
}

test.each([
  ['10/8', '"10/8" is no address range'],
  ['10.0.0.0/8, 10.0.0.300', '"10.0.0.300" is no address range'],
  ['10.0.0.0/33', '"10.0.0.0/33"'],
  ['2001:db8::/129', '"2001:db8::/129"'],
  ['10.0.0.1/8/9', '"10.0.0.1/8/9"'],
  ['!', '"!"'],
  ['fe80::1%eth0', '"fe80::1%eth0"'],
  ['everywhere', '"everywhere"'],
])('[N1] %j names the part that is wrong', (text, problem) => {
  const parsed = parseAddressRanges(text);
  expect('problem' in parsed && parsed.problem).toContain(problem);
});

describe('matching', () => {
  test.each([
    ['10.1.0.0/16', '10.1.255.255', true],
    ['10.1.0.0/16', '10.2.0.0', false],
    ['10.1.2.3/16', '10.1.9.9', true],
    ['10.1.2.3', '10.1.2.3', true],
    ['10.1.2.3', '10.1.2.4', false],
    ['0.0.0.0/0', '255.255.255.255', true],
    ['0.0.0.0/0', '::1', false],
    ['2001:db8::/32', '2001:db8:ffff::1', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['2001:db8::1', '2001:0db8:0:0:0:0:0:1', true],
    ['10.1.0.0/16', '::ffff:10.1.2.3', true],
    ['', '10.1.2.3', true],
  ])('[N1] %j and %s: %s', (text, address, expected) => expect(isIn(text, address)).toBe(expected));

  test('[N2] the first match decides', () => {
    expect(isIn('!10.1.5.0/24, 10.1.0.0/16', '10.1.5.7')).toBe(false);
    expect(isIn('10.1.0.0/16, !10.1.5.0/24', '10.1.5.7')).toBe(true);
    expect(isIn('!10.1.5.0/24, 10.1.0.0/16', '10.1.6.7')).toBe(true);
    expect(isIn('!10.1.5.0/24, 10.1.0.0/16', '10.2.0.1')).toBe(false);
  });

  test('[N2] only negations mean everywhere except there, for both kinds of address', () => {
    expect(isIn('!10.1.5.0/24', '10.1.5.7')).toBe(false);
    expect(isIn('!10.1.5.0/24', '10.1.6.7')).toBe(true);
    expect(isIn('!10.1.5.0/24', '2001:db8::1')).toBe(true);
  });

  test.each(['', 'unknown', '10.1.5.7, 10.1.5.8'])('[N3] %j is no address: it is nowhere', (address) => {
    expect(isIn('0.0.0.0/0, ::/0', address)).toBe(false);
    expect(isIn('!10.0.0.0/8', address)).toBe(false);
    expect(isIn('', address)).toBe(true);
  });

  test('[N1] IPv4 networks at random agree with the arithmetic', () => {
    const number = (text: string) => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
    let inside = 0;
    for (const seed of seeds(400)) {
      const chosen = seeded(seed);
      const address = () => [10, chosen.whole(0, 3), chosen.whole(0, 255), chosen.whole(0, 255)].join('.');
      const [network, asked, bits] = [address(), address(), chosen.whole(0, 32)];
      const size = 2 ** (32 - bits);
      const expected = Math.floor(number(network) / size) === Math.floor(number(asked) / size);
      expect(isIn(`${network}/${bits}`, asked), `${network}/${bits} ${asked}`).toBe(expected);
      if (expected) inside += 1;
    }
    expect(inside).toBeGreaterThan(50);
  });
});
