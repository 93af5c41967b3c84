/** By then every session that was there at a sweep has given a sign of life, or has ended. */
const SESSIONS_TELL_MILLISECONDS = 60_000;

/** W10: computers that counted as online when a container was swept, and were gone. */
export class LostAtSweep {
  /** Containers that were swept lately, and when that began. */
  readonly #swept = new Map<string, Date>();
  /** By container, whom nobody has looked at yet: those of one moment are looked at together. */
  readonly #lost = new Map<string, Set<string>>();

  /** Before anybody's presence is looked at. */
  swept(containerId: string, at: Date): void {
    this.#forgetOld(at);
    this.#swept.set(containerId, at);
  }

  /**
   * A session has ended. `heardAt`: the last sign of life that came by it.
   * @returns containers for which somebody is lost, and nobody was until now
   */
  ended(session: { computerId: string; heardAt: Date }, now: Date): string[] {
    this.#forgetOld(now);
    return [...this.#swept]
      .filter(([, sweptAt]) => session.heardAt < sweptAt)
      .map(([containerId]) => containerId)
      .filter((containerId) => this.#add(containerId, session.computerId));
  }

  /** Who is lost for a container; they are not told again. */
  take(containerId: string): string[] {
    const lost = [...(this.#lost.get(containerId) ?? [])];
    this.#lost.delete(containerId);
    return lost;
  }

  #forgetOld(now: Date): void {
    for (const [containerId, sweptAt] of this.#swept) {
      if (now.getTime() - sweptAt.getTime() > SESSIONS_TELL_MILLISECONDS) this.#swept.delete(containerId);
    }
  }

  #add(containerId: string, computerId: string): boolean {
    const known = this.#lost.get(containerId);
    if (known === undefined) this.#lost.set(containerId, new Set([computerId]));
    else known.add(computerId);
    return known === undefined;
  }
}
