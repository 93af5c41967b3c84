import { addFailure, stillCounting, waitBeforeSignIn, type Failures } from '#domain/sign-in-throttle.ts';

/** Accounts and addresses whose failures are remembered at once; beyond it the oldest are forgotten. */
const KEYS_REMEMBERED = 10_000;

interface SignInAttempt {
  account: string;
  address: string;
}

/** Remembers failed sign-ins. A try counts as failed until it has succeeded, so that parallel tries all count. */
export class SignInThrottle {
  readonly #failures = new Map<string, Failures>();

  /** @returns milliseconds to wait before a try is allowed; 0: it is allowed, and counted. */
  begin(attempt: SignInAttempt, now: Date): number {
    const account = this.#failures.get(accountKey(attempt));
    const address = this.#failures.get(addressKey(attempt));
    const wait = Math.max(
      waitBeforeSignIn(account, 'account', now),
      waitBeforeSignIn(address, 'address', now),
    );
    if (wait > 0) return wait;
    this.#remember(accountKey(attempt), addFailure(account, now));
    this.#remember(addressKey(attempt), addFailure(address, now));
    this.#forget(now);
    return 0;
  }

  succeeded(attempt: SignInAttempt): void {
    this.#failures.delete(accountKey(attempt));
    this.#failures.delete(addressKey(attempt));
  }

  #remember(key: string, failures: Failures): void {
    this.#failures.delete(key);
    this.#failures.set(key, failures);
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
