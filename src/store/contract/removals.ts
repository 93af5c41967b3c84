import type { ComputerSummary } from './aggregates.ts';

/** A computer that is gone, and of which something may still be left. */
export interface RemovedComputer {
  id: string;
  name: string;
  /** Groups that it was in. */
  groupIds: string[];
  removedAt: Date;
  by: string;
}

/** Computers that are being removed. For everyone else they are gone from the first moment on. */
export interface RemovalStore {
  /**
   * Takes the computer away with its software, its installations excepted, and remembers that it was there: its name
   * is free, its key is unknown. Repeated, it changes nothing.
   */
  begin(
    computer: Pick<ComputerSummary, 'id' | 'name' | 'groupIds'>,
    by: { name: string; at: Date },
  ): Promise<RemovedComputer>;
  /** Those whose removal was interrupted. */
  unfinished(limit: number): Promise<RemovedComputer[]>;
  /** Of each of these kinds of records at most so many. @returns how many were removed */
  removeInstallations(computerId: string, limit: number): Promise<{ packageId: string }[]>;
  removeHistory(computerId: string, limit: number): Promise<number>;
  removeWakes(computerId: string, limit: number): Promise<number>;
  /** Nothing is left of it. */
  finish(computerId: string): Promise<void>;
}
