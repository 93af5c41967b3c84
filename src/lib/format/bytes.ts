import { text } from '../messages/text.ts';
import { formatNumber } from './numbers.ts';

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Bytes for people, in steps of 1024: `0 B`, `812 B`, `1.4 MB`, `37 GB`. */
export function formatBytes(bytes: number): string {
  let value = Math.max(0, bytes);
  let step = 0;
  // 1023.95 KB would be written as "1024 KB": step up before rounding reaches it.
  while (value >= 1023.95 && step < UNITS.length - 1) {
    value /= 1024;
    step += 1;
  }
  const most = step === 0 || value >= 99.95 ? 0 : 1;
  return text(`formats.bytes_${UNITS[step] ?? 'PB'}`, {
    value: formatNumber(value, { most, grouped: false }),
  });
}

/** A share in whole per cent that says 100 only when everything is there. */
export function percent(part: number, whole: number): number {
  if (whole <= 0) return 0;
  return Math.max(0, Math.min(part >= whole ? 100 : 99, Math.round((part / whole) * 100)));
}
