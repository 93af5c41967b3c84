import { IntlMessageFormat } from 'intl-messageformat';

/** The names in the braces of a message, sorted; tags are none. */
export function argumentsOf(pattern: string): string[] {
  const names = new Set<string>();
  const look = (elements: unknown): void => {
    if (!Array.isArray(elements)) return;
    for (const element of elements as {
      type: number;
      value?: unknown;
      options?: object;
      children?: unknown;
    }[]) {
      // Numbers of the library's own enumeration: 0 is plain text, 7 the # of a plural, 8 a tag.
      if (element.type !== 0 && element.type !== 7 && element.type !== 8) names.add(String(element.value));
      for (const option of Object.values(element.options ?? {}) as { value?: unknown }[]) look(option.value);
      look(element.children);
    }
  };
  look(new IntlMessageFormat(pattern, 'en', undefined, { ignoreTag: false }).getAst());
  return [...names].sort();
}
