import { Refusal } from '#protocol/errors.ts';

/**
 * What fails at its n-th write from now on and ever after, as the store of a hub does whose database dies, or a hub
 * that is killed there.
 */
export class DyingAt {
  readonly #write: number;
  #writes = 0;

  constructor(write: number) {
    this.#write = write;
  }

  get died(): boolean {
    return this.#writes >= this.#write;
  }

  /** The same part, whose methods of these names count as writes. */
  of<Part extends object>(part: Part, names: readonly (keyof Part & string)[]): Part {
    return new Proxy(part, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...parameters: unknown[]): unknown => {
          if (names.some((one) => one === name)) this.#writes += 1;
          if (this.died) return Promise.reject(new Refusal('unavailable'));
          return Reflect.apply(member, target, parameters);
        };
      },
    });
  }
}

/** What dying brings about is no surprise; anything else is. */
export async function unlessItDied(attempt: Promise<unknown>): Promise<void> {
  await attempt.catch((error: unknown) => {
    if (!(error instanceof Refusal) || error.code !== 'unavailable') throw error;
  });
}
