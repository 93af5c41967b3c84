import { expect, test } from 'vitest';
import { isWithinAddressRanges, parseAddressRanges } from '#domain/address-ranges.ts';
import { seeded, seeds, type Seeded } from './seeded.ts';

/** An address as its kind and its number. */
interface Plain {
  bits: 32 | 128;
  number: bigint;
}

/** Few different ones, so that networks are often met. */
function anyAddress(chosen: Seeded, bits: Plain['bits']): Plain {
  const parts =
    bits === 32
      ? [10, 1, chosen.whole(0, 3), chosen.whole(0, 255)]
      : Array.from(
          { length: 8 },
          (_, place) => (place < 2 ? [0x2001, 0xdb8][place] : chosen.oneOf([0, 1, 0xffff])) ?? 0,
        );
  const size = bits === 32 ? 8n : 16n;
  return { bits, number: parts.reduce((sum, part) => (sum << size) + BigInt(part), 0n) };
}

function written({ bits, number }: Plain, chosen: Seeded): string {
  if (bits === 32) {
    return [24n, 16n, 8n, 0n].map((shift) => (number >> shift) & 0xffn).join('.');
  }
  const groups = Array.from({ length: 8 }, (_, place) => (number >> BigInt(112 - place * 16)) & 0xffffn);
  const text = groups.map((group) => group.toString(16).padStart(chosen.oneOf([1, 4]), '0')).join(':');
  return chosen.chance(0.5) ? text.toUpperCase() : text;
}

test('[N1] [N2] lists at random, v4 and v6, agree with the arithmetic on whole numbers', () => {
  const seen = { inside: 0, outside: 0, dressed: 0 };
  for (const seed of seeds(1_000)) {
    const chosen = seeded(seed);
    const entries = Array.from({ length: chosen.whole(1, 4) }, () => {
      const network = anyAddress(chosen, chosen.oneOf([32, 128]));
      const prefix = chosen.chance(0.2) ? network.bits : chosen.whole(network.bits / 2, network.bits);
      const negated = chosen.chance(0.4);
      const slash = prefix === network.bits && chosen.chance(0.5) ? '' : `/${prefix}`;
      return { network, prefix, negated, text: `${negated ? '!' : ''}${written(network, chosen)}${slash}` };
    });
    const text = entries.map((entry) => entry.text).join(', ');
    const parsed = parseAddressRanges(text);
    if ('problem' in parsed) throw new Error(`seed ${seed}: ${parsed.problem}`);

    const asked = anyAddress(chosen, chosen.oneOf([32, 128]));
    const deciding = entries.find(({ network, prefix }) => {
      const shift = BigInt(network.bits - prefix);
      return network.bits === asked.bits && network.number >> shift === asked.number >> shift;
    });
    const expected = deciding === undefined ? entries.every(({ negated }) => negated) : !deciding.negated;
    const address = written(asked, chosen);
    expect(isWithinAddressRanges(parsed.ranges, address), `seed ${seed}: ${address} in "${text}"`).toBe(
      expected,
    );
    seen[expected ? 'inside' : 'outside'] += 1;
    if (asked.bits === 128) continue;
    seen.dressed += 1;
    expect(isWithinAddressRanges(parsed.ranges, `::ffff:${address}`), `seed ${seed}: in IPv6 clothes`).toBe(
      expected,
    );
  }
  expect(Math.min(seen.inside, seen.outside, seen.dressed)).toBeGreaterThan(200);
});
