/** A part of a page that is fetched when it is first needed, and stays. */
export class Late<Part> {
  #part = $state.raw<Part | undefined>(undefined);
  #coming: Promise<void> | undefined;
  readonly #fetch: () => Promise<{ default: Part }>;

  constructor(fetch: () => Promise<{ default: Part }>) {
    this.#fetch = fetch;
  }

  /** Undefined until it has come. */
  get part(): Part | undefined {
    return this.#part;
  }

  /** Fetches it, once. After a failure the next who asks tries again. @throws what the browser says */
  ask(): Promise<void> {
    this.#coming ??= this.#fetch().then(
      (module) => {
        this.#part = module.default;
      },
      (error: unknown) => {
        this.#coming = undefined;
        throw error;
      },
    );
    return this.#coming;
  }
}

/**
 * For the load of a page: what its first view needs is there before it is drawn, on the server as in the browser.
 * What cannot be fetched is left to the page itself, which says so.
 */
export async function askAll(wanted: readonly (Late<unknown> | undefined)[]): Promise<void> {
  await Promise.allSettled(wanted.map((late) => late?.ask()));
}
