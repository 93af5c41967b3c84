import { InstalledOn } from '#protocol/requests/installations.ts';

/** The words of a form's field. */
export const wordsOf = (form: FormData, name: string): string[] =>
  String(form.get(name) ?? '')
    .split(' ')
    .filter((word) => word !== '');

/** A selection that a form sends as JSON; undefined when there is none that can be read. */
export function installedOnField(form: FormData): InstalledOn | undefined {
  const text = form.get('installedOn');
  if (typeof text !== 'string' || text === '') return undefined;
  try {
    return InstalledOn.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
