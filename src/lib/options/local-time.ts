const padded = (number: number) => String(number).padStart(2, '0');

/** A date as a `datetime-local` control holds it: local time to the minute. */
export function localValue(date: Date): string {
  const day = `${date.getFullYear()}-${padded(date.getMonth() + 1)}-${padded(date.getDate())}`;
  return `${day}T${padded(date.getHours())}:${padded(date.getMinutes())}`;
}

/** What a `datetime-local` control holds, as an instant in UTC; undefined when it is no date. */
export function instantOf(local: string): string | undefined {
  const date = new Date(local);
  return local === '' || Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
