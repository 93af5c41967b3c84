import { LIMITS } from './limits.ts';

/** What is wrong with the text of a filter, for whoever wrote it. */
export class FilterProblem extends Error {}

const SHOWN = 40;
const SPECIAL = /[,;()']/;

/** A value as it stands in the text of a filter. */
export const writeValue = (value: string) =>
  value === '' || value !== value.trim() || SPECIAL.test(value) ? `'${value.replaceAll("'", "''")}'` : value;

/** Reads the text of a filter from left to right. */
export class FilterReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  /** What comes next, short enough for a sentence. */
  get rest(): string {
    const rest = this.#text.slice(this.#at);
    return rest.length > SHOWN ? `${rest.slice(0, SHOWN)}…` : rest;
  }

  /** Goes beyond this text if it comes next. @returns whether it did */
  take(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  /** A word of letters. Empty when none comes next. */
  word(): string {
    const word = /^[A-Za-z]*/.exec(this.#text.slice(this.#at, this.#at + SHOWN))?.[0] ?? '';
    this.#at += word.length;
    return word;
  }

  /** @throws FilterProblem when something is left */
  end(): void {
    if (!this.isAtEnd) throw new FilterProblem(`"${this.rest}" is more than a filter has`);
  }

  /** A value, quoted or not. @param of what it belongs to. @throws FilterProblem */
  value(of: string): string {
    const value = this.take("'") ? this.#quoted(of) : this.#bare();
    if (value === '') throw new FilterProblem(`${of} has no value`);
    if (/\p{Cc}/u.test(value)) throw new FilterProblem(`a value of ${of} holds a control character`);
    return value;
  }

  /** Values separated by semicolons. @throws FilterProblem */
  values(of: string): string[] {
    const values: string[] = [];
    do {
      const value = this.value(of);
      if (value.length > LIMITS.filterValueLength) {
        throw new FilterProblem(`a value of ${of} has more than ${LIMITS.filterValueLength} characters`);
      }
      values.push(value);
    } while (this.take(';'));
    if (values.length > LIMITS.filterValues) {
      throw new FilterProblem(`${of} may have ${LIMITS.filterValues} values`);
    }
    return values;
  }

  #bare(): string {
    const length = this.#text.slice(this.#at).search(SPECIAL);
    const end = length < 0 ? this.#text.length : this.#at + length;
    const value = this.#text.slice(this.#at, end).trim();
    this.#at = end;
    return value;
  }

  #quoted(of: string): string {
    const begin = this.#at;
    for (let at = begin; at < this.#text.length; at += 1) {
      if (this.#text[at] !== "'") continue;
      if (this.#text[at + 1] === "'") at += 1;
      else {
        this.#at = at + 1;
        return this.#text.slice(begin, at).replaceAll("''", "'");
      }
    }
    throw new FilterProblem(`a quoted value of ${of} has no end`);
  }
}
