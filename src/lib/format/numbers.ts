import { language } from '../messages/text.ts';

interface Digits {
  /** After the point, at least and at most. */
  least?: number;
  most?: number;
  /** `12,345` instead of `12345`. */
  grouped?: boolean;
}

const formats = new Map<string, Intl.NumberFormat>();

/** A number as the viewer's language writes it. */
export function formatNumber(
  value: number,
  { least = 0, most = least, grouped = true }: Digits = {},
): string {
  const { locale } = language();
  const key = `${locale} ${least} ${most} ${grouped}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(locale, {
      minimumFractionDigits: least,
      maximumFractionDigits: most,
      useGrouping: grouped,
    });
    formats.set(key, format);
  }
  return format.format(value);
}

/** Counts for people: `12,345`. */
export const formatCount = (count: number): string => formatNumber(count);
