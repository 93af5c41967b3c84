import type { Input } from '#hub/hub.ts';

type Options = Omit<Input<'EditContainer'>, 'containerId' | 'name' | 'notes' | 'startAt'>;

/** A number that is not there is none, and the hub says so: an empty control must not become 0. */
const numberOf = (text: string) => (text.trim() === '' ? Number.NaN : Number(text));

const SEQUENCE_MODES = ['continue', 'abortComputer'] as const;
const LATE_ARRIVALS = ['run', 'grace', 'skip'] as const;
const oneOf = <Word extends string>(words: readonly Word[], text: string) =>
  words.find((word) => word === text);

/** The options of a job container that a form names; what it does not name is absent. */
export function optionFields(form: FormData): Options {
  const fields: Options = {};
  const given = (name: keyof Options, take: (text: string) => void) => {
    const value = form.get(name);
    if (typeof value === 'string') take(value);
  };
  given('endAt', (text) => (fields.endAt = text === '' ? null : text));
  given('priority', (text) => (fields.priority = numberOf(text)));
  given('sequenceMode', (text) => (fields.sequenceMode = oneOf(SEQUENCE_MODES, text)));
  given('lateArrival', (text) => (fields.lateArrival = oneOf(LATE_ARRIVALS, text)));
  given('graceMinutes', (text) => (fields.graceMinutes = numberOf(text)));
  given('addressRanges', (text) => (fields.addressRanges = text));
  given('timeFrames', (text) => (fields.timeFrames = text));
  given('restartTimeoutMinutes', (text) => (fields.restartTimeoutMinutes = numberOf(text)));
  given('wakeOnLan', (text) => (fields.wakeOnLan = text === 'on'));
  given('shutdownAfterCompletion', (text) => (fields.shutdownAfterCompletion = text === 'on'));
  given('preStage', (text) => (fields.preStage = text === 'on'));
  return fields;
}
