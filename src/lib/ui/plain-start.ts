/** The first words of notes, for a line of a list: without their marks. */
export function plainStart(text: string): string {
  const line = text.split('\n').find((one) => one.trim() !== '') ?? '';
  return line.replace(/^\s*(?:#{1,6}|[-*+>]|\d+\.)\s+/, '').replaceAll(/\*\*|__|`/g, '');
}
