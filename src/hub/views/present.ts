/** A date of the domain as a field of a view: ISO 8601, left out when there is none. */
export function present<Key extends string>(key: Key, date: Date | undefined): Partial<Record<Key, string>> {
  const field: Partial<Record<Key, string>> = {};
  if (date !== undefined) field[key] = date.toISOString();
  return field;
}
