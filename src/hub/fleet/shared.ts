import type { FleetSystem, InstalledFact } from '#domain/fleet/facts.ts';

/** Beyond so many a new value is kept by whoever has it. */
const VALUES_SHARED = 50_000;

/** Values by what they are: equal ones are the same object. */
class Pool<Value> {
  readonly #values = new Map<string, Value>();

  get(key: string, make: () => Value): Value {
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    const made = make();
    if (this.#values.size < VALUES_SHARED) this.#values.set(key, made);
    return made;
  }
}

/**
 * What very many computers have in common: models, systems, groups, packages. Each is kept once, which is most of
 * what keeps the index small.
 */
export class Shared {
  readonly #texts = new Pool<string>();
  readonly systems = new Pool<FleetSystem>();
  readonly packages = new Pool<InstalledFact>();

  text(value: string): string;
  text(value: string | undefined): string | undefined;
  text(value: string | undefined): string | undefined {
    return value === undefined ? undefined : this.#texts.get(value, () => value);
  }
}
