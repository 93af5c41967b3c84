const DIGITS = /\d+/g;
const MARKS = /\p{Mn}/gu;

/**
 * V8: a text so that plain comparison sorts as people do: without regard to case and accents, and numbers by their
 * value: `PC-9` before `PC-10`. Each number gets its length before it; leading zeros count nothing.
 */
export function naturalKey(text: string): string {
  const plain = isAscii(text)
    ? text.toLowerCase()
    : text.normalize('NFD').replaceAll(MARKS, '').toLowerCase();
  return plain.replaceAll(DIGITS, (digits) => {
    const number = digits.replace(/^0+(?=\d)/, '');
    return String.fromCodePoint(0x30 + Math.min(number.length, 9)) + number;
  });
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 127) return false;
  return true;
}

/** An address so that plain comparison sorts by its numbers, IPv4 before IPv6. */
export function addressKey(address: string): string {
  const parts = address.split('.');
  if (parts.length !== 4) return `6${address.toLowerCase()}`;
  return `4${parts.map((part) => part.padStart(3, '0')).join('')}`;
}
