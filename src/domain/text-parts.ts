/** The entries of a list that people write: separated by commas or line ends, blanks around them ignored. */
export const partsOf = (text: string): string[] =>
  text
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
