import type { ComputerEvent } from '#domain/timeline/happening.ts';
import type { TimelineBound } from '#domain/timeline/pages.ts';
import type { TimelineKind } from '#protocol/views/timeline.ts';

/** Lines from a bound on backwards, the newest first. */
export interface TimelinePage {
  computerId: string;
  bound: TimelineBound;
  limit: number;
}

/** What happened on computers, as far as nothing else tells it. */
export interface TimelineStore {
  /** In one write. What is there already stays as it is. */
  insertMany(events: ComputerEvent[]): Promise<void>;
  ofComputer(page: TimelinePage & { kinds?: readonly TimelineKind[] }): Promise<ComputerEvent[]>;
  /** Of a computer, or of its events of one kind, only the newest stay. @returns how many were removed */
  trim(computerId: string, only: { keep: number; kind?: TimelineKind }): Promise<number>;
  hasBefore(moment: Date): Promise<boolean>;
  /** Removes at most `limit` events from before that moment, the oldest first. @returns how many */
  removeBefore(moment: Date, limit: number): Promise<number>;
  /** The computer is gone. */
  removeOfComputer(computerId: string): Promise<void>;
}
