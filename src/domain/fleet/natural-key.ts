const MARKS = /\p{Mn}/gu;
const [ZERO, NINE, LAST_ASCII] = [0x30, 0x39, 0x7f];
/** Longer numbers are compared digit by digit. */
const LONGEST = 9;

/**
 * Z8: a text so that plain comparison sorts as people do: without regard to case and accents, and numbers by their
 * value: `PC-9` before `PC-10`. Each number gets its length before it; leading zeros count nothing.
 */
export function naturalKey(text: string): string {
  const plain = (isAscii(text) ? text : text.normalize('NFD').replaceAll(MARKS, '')).toLowerCase();
  let key = '';
  let from = 0;
  for (let at = 0; at < plain.length; at += 1) {
    if (!isDigit(plain, at)) continue;
    let end = at + 1;
    while (isDigit(plain, end)) end += 1;
    let first = at;
    while (first < end - 1 && plain.charCodeAt(first) === ZERO) first += 1;
    key += `${plain.slice(from, at)}${Math.min(end - first, LONGEST)}${plain.slice(first, end)}`;
    from = end;
    at = end;
  }
  return from === 0 ? plain : key + plain.slice(from);
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= ZERO && code <= NINE;
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > LAST_ASCII) return false;
  return true;
}

/** Z8: an address so that it sorts by its parts: an IPv4 address as the number it is. */
export function addressKey(address: string): number | string {
  let number = 0;
  let part = 0;
  let parts = 1;
  for (let at = 0; at < address.length; at += 1) {
    if (isDigit(address, at)) part = part * 10 + address.charCodeAt(at) - ZERO;
    else if (address[at] === '.') {
      number = number * 256 + part;
      part = 0;
      parts += 1;
    } else return address.toLowerCase();
  }
  return parts === 4 ? number * 256 + part : address.toLowerCase();
}
