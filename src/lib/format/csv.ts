/** What a program for tables would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** Lines of values separated by commas (RFC 4180), for programs that show tables: none of them is run as a formula. */
export function csv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: string): string {
  const harmless = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
