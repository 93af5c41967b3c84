import type { Operation } from './measurement.ts';
import { sum } from './statistics.ts';

export interface Round {
  operationsPerSecond: number;
  /** Milliseconds of each call. */
  durations: number[];
}

/** Repeats one operation on one store. */
export class Runner {
  readonly #operation: Operation;
  readonly #connections: number;
  #turn = 0;

  constructor(operation: Operation, connections: number) {
    this.#operation = operation;
    this.#connections = connections;
  }

  /** Runs it for this long, at least once. What has begun is finished and counts. */
  async run(milliseconds: number): Promise<Round> {
    const durations: number[] = [];
    const began = performance.now();
    await Promise.all(
      Array.from({ length: this.#connections }, (_, connection) =>
        this.#repeat({ connection, until: began + milliseconds, durations }),
      ),
    );
    // Alone, what `before` took is left out; together, no call can be told from the pauses of another.
    const took = this.#connections === 1 ? sum(durations) : performance.now() - began;
    return { durations, operationsPerSecond: (durations.length * 1_000) / took };
  }

  async #repeat(line: { connection: number; until: number; durations: number[] }): Promise<void> {
    const { connection, until, durations } = line;
    do {
      const call = { turn: this.#turn++, connection };
      await this.#operation.before?.(call);
      const began = performance.now();
      await this.#operation.run(call);
      durations.push(performance.now() - began);
    } while (performance.now() < until);
  }
}
