/** One line that a type-ahead offers. */
export interface Offer {
  id: string;
  name: string;
  /** What tells it from others of its name. */
  note?: string | undefined;
  /** Why it cannot be taken. */
  unfit?: string | undefined;
}
/** `more`: there are others that a longer search finds. */
export interface Offers {
  rows: readonly Offer[];
  more: boolean;
}
