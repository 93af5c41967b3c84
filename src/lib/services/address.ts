/** The parameters of an address with some of them changed; undefined takes one away. @returns `?…`, also when empty */
export function withParameters(
  { searchParams }: Pick<URL, 'searchParams'>,
  changes: Readonly<Record<string, string | undefined>>,
): string {
  const parameters = new URLSearchParams(searchParams);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === '') parameters.delete(name);
    else parameters.set(name, value);
  }
  return `?${parameters}`;
}
