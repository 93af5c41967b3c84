import type { Place } from './place.ts';
import type { Scenery } from './scenery.ts';

/** Which call this is: counted over the whole measurement, and by one of how many that run at once. */
export interface Call {
  turn: number;
  connection: number;
}

export interface Operation {
  /** Makes ready what `run` uses up. Not counted as time; only where one call runs at a time. */
  before?(call: Call): Promise<void>;
  run(call: Call): Promise<void>;
}

/** One line of the table. */
export interface Measurement {
  name: string;
  /** Calls that run at once. Default: 1. */
  connections?: number;
  /** Bytes that one call moves, where that is what matters. */
  bytes?: number;
  prepare(place: Place, scenery: Scenery): Promise<Operation> | Operation;
}
