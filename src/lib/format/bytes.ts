const UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];

/** Bytes for people, in steps of 1024: `0 B`, `812 B`, `1.4 MB`, `37 GB`. */
export function formatBytes(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  // 1023.95 KB would be written as "1024 KB": step up before rounding reaches it.
  while (value >= 1023.95 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits).replace(/\.0$/, '')} ${UNITS[unit]}`;
}

/** Counts for people: `12,345`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-GB');
}

/** `1 computer`, `14 computers`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** A share in whole per cent that says 100 only when everything is there. */
export function percent(part: number, whole: number): number {
  if (whole <= 0) return 0;
  return Math.max(0, Math.min(part >= whole ? 100 : 99, Math.round((part / whole) * 100)));
}
