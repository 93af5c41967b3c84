import { addFailure, stillCounting, waitBeforeSignIn, type Failures } from '#domain/sign-in-throttle.ts';

/** Accounts and addresses whose failures are remembered at once; beyond it the oldest are forgotten. */
const KEYS_REMEMBERED = 10_000;

interface SignInAttempt {
  account: string;
  address: string;
}

interface Remembered extends Failures {
  /** When the failure before the latest one was: the latest may turn out to be a success. */
  before?: Date;
}

/** Remembers failed sign-ins. A try counts as failed until it has succeeded, so that parallel tries all count. */
export class SignInThrottle {
  readonly #failures = new Map<string, Remembered>();

  /** @returns milliseconds to wait before a try is allowed; 0: it is allowed, and counted. */
  begin(attempt: SignInAttempt, now: Date): number {
    const account = this.#failures.get(accountKey(attempt));
    const address = this.#failures.get(addressKey(attempt));
    const wait = Math.max(
      waitBeforeSignIn(account, 'account', now),
      waitBeforeSignIn(address, 'address', now),
    );
    if (wait > 0) return wait;
    this.#remember(accountKey(attempt), account, now);
    this.#remember(addressKey(attempt), address, now);
    this.#forget(now);
    return 0;
  }

  /** Forgives the account. Of the address only this try: an account of one's own must not buy guesses at others. */
  succeeded(attempt: SignInAttempt): void {
    this.#failures.delete(accountKey(attempt));
    const key = addressKey(attempt);
    const address = this.#failures.get(key);
    if (address === undefined) return;
    if (address.count <= 1) this.#failures.delete(key);
    else this.#failures.set(key, { count: address.count - 1, at: address.before ?? address.at });
  }

  #remember(key: string, earlier: Failures | undefined, now: Date): void {
    this.#failures.delete(key);
    const before = earlier === undefined ? {} : { before: earlier.at };
    this.#failures.set(key, { ...addFailure(earlier, now), ...before });
  }

  #forget(now: Date): void {
    for (const [key, failures] of this.#failures) {
      // Oldest first: the first one that still counts, within the bound, ends the sweep.
      if (this.#failures.size <= KEYS_REMEMBERED && stillCounting(failures, now) !== undefined) return;
      this.#failures.delete(key);
    }
  }
}

const accountKey = ({ account }: SignInAttempt) => `account:${account}`;
const addressKey = ({ address }: SignInAttempt) => `address:${address}`;
