/** What commands that talk to a hub see of the world around them. */
export interface Outside {
  environment: Record<string, string | undefined>;
  /** A line of the answer. Scripts read these: no more than what was asked for. */
  answer(line: string): void;
  /** A line for the person before the terminal. */
  remark(line: string): void;
  /** Replaces the line that shows how far something is; empty: takes it away. Absent without a terminal. */
  progress?(line: string): void;
  clock: Clock;
  /** Calls once when the person presses Ctrl-C, in place of ending the program. @returns what goes back to that */
  onInterrupt(action: () => void): () => void;
  /** What is piped into the program. */
  standardInput(): AsyncIterable<Uint8Array | string>;
}

/** The part of the hub's clock that is needed here. */
export interface Clock {
  now(): Date;
  after(milliseconds: number, action: () => void): () => void;
}
