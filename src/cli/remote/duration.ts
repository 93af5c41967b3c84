import { InvalidArgumentError } from 'commander';

const MILLISECONDS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `90s`, `30m`, `1h30m`, `2d`. @returns milliseconds @throws InvalidArgumentError */
export function duration(text: string): number {
  const parts = [...text.matchAll(/(\d{1,6})([smhd])/g)];
  const whole = parts.map(([part]) => part).join('');
  const sum = parts.reduce((total, [, count, unit]) => total + Number(count) * millisecondsOf(unit), 0);
  if (whole !== text || sum === 0) throw new InvalidArgumentError('Write it like 90s, 30m or 1h30m.');
  return sum;
}

const millisecondsOf = (unit: string | undefined): number =>
  unit === 's' || unit === 'm' || unit === 'h' || unit === 'd' ? MILLISECONDS[unit] : 0;

/** `45 s`, `12 min 3 s`, `2 h 5 min`. */
export function inWords(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];

/** `512 bytes`, `1.5 MiB`. */
export function bytesInWords(bytes: number): string {
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), UNITS.length - 1);
  return power === 0 ? `${bytes} bytes` : `${(bytes / 1024 ** power).toFixed(1)} ${UNITS[power] ?? ''}`;
}

/** `1 job`, `3 jobs`. */
export const counted = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;
