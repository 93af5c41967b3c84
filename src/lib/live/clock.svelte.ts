/** Below this the difference is the way of the page from the hub to here, not a wrong clock. */
const SKEW_WORTH_MENDING_MILLISECONDS = 5000;

/**
 * The time as the page shows it: the hub's, in the viewer's zone, ticking each second. A machine whose clock is
 * wrong would otherwise read "in 3 min" for something that has just happened.
 */
export class PageClock {
  now = $state(0);
  zone = $state('UTC');
  #skew = 0;

  constructor(start: { hubTime: number; zone: string }) {
    this.now = start.hubTime;
    this.zone = start.zone;
  }

  /** In the browser only. @returns stops the ticking. */
  start(hubTime: number): () => void {
    const skew = hubTime - Date.now();
    if (Math.abs(skew) > SKEW_WORTH_MENDING_MILLISECONDS) this.#skew = skew;
    this.zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    this.#tick();
    const timer = setInterval(() => this.#tick(), 1000);
    return () => clearInterval(timer);
  }

  #tick(): void {
    this.now = Date.now() + this.#skew;
  }
}
