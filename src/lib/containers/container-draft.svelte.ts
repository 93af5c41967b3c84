import type { ContainerView } from '#protocol/views/container.ts';
import { text } from '../messages/text.ts';
import { optionsOf } from '../options/option-values.ts';
import { OptionsDraft } from '../options/options-draft.svelte.ts';

/** A job container while it is edited: only what differs is sent. */
export class ContainerDraft {
  name = $state('');
  notes = $state('');
  startAt = $state('');
  readonly options: OptionsDraft;
  readonly #before: ContainerView;

  constructor(container: ContainerView) {
    this.#before = container;
    this.name = container.name;
    this.notes = container.notes;
    this.startAt = container.startAt;
    this.options = new OptionsDraft(optionsOf(container));
  }

  /** What has to be entered first. */
  get missing(): string | undefined {
    if (this.name.trim() === '') return text('containers.giveName');
    if (this.startAt === '') return text('containers.enterStart');
    return this.options.endMissing ? text('containers.enterEnd') : undefined;
  }

  /** The fields of the form. */
  get changes(): Record<string, string> {
    const { name, notes, startAt } = this;
    return {
      ...(name.trim() === this.#before.name ? {} : { name: name.trim() }),
      ...(notes === this.#before.notes ? {} : { notes }),
      ...(startAt === this.#before.startAt ? {} : { startAt }),
      ...this.options.changes,
    };
  }
}
