import { changedOptions, DEFAULT_OPTIONS, effective, fieldText, type OptionValues } from './option-values.ts';

/** The options of a job container while they are edited. */
export class OptionsDraft {
  values = $state() as OptionValues;
  /** A date of the end is wanted and not entered yet. */
  endMissing = $state(false);
  readonly #before: OptionValues;

  /** @param before What holds without the draft. @param values What it begins with, where that differs. */
  constructor(before: OptionValues = DEFAULT_OPTIONS, values = before) {
    this.#before = before;
    this.values = { ...values };
  }

  /** Without what does not count beside the other choices. */
  get effective(): OptionValues {
    return effective(this.values);
  }

  get changed(): (keyof OptionValues)[] {
    return changedOptions(effective(this.#before), this.effective);
  }

  /** What differs from before, as the fields of a form. */
  get changes(): Record<string, string> {
    const { effective } = this;
    return Object.fromEntries(this.changed.map((name) => [name, fieldText(effective[name])]));
  }
}
