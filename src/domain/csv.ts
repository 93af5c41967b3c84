/** What a program for tables would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;
/** So that a program for tables reads the text as UTF-8. */
export const BYTE_ORDER_MARK = '\uFEFF';

/** Z9: a line of values separated by commas (RFC 4180). None of them is taken for a formula. */
export const csvLine = (values: readonly string[]): string => `${values.map(cell).join(',')}\r\n`;

function cell(value: string): string {
  const harmless = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
