import type { Actor } from '#domain/entities.ts';
import type { BulkPreview, BulkView } from '#protocol/views/bulk.ts';
import type { Input } from '../hub.ts';

/** What is done to many computers at once. */
export interface BulkCommands {
  /**
   * Begins, and goes on in the background: who watches `bulk:ID` is told how far it has come. Refusals:
   * `changedMeanwhile` when another number is meant by now than `count`, `tooManyAttempts`, `notFound` for a group.
   */
  startBulk(actor: Actor, input: Input<'StartBulk'>): Promise<BulkView>;
  /** No other computer has its turn. */
  stopBulk(actor: Actor, input: Input<'StopBulk'>): Promise<BulkView>;
}

export interface BulkQueries {
  /** Whom it would meet now, and who would be left out, and why. */
  previewBulk(actor: Actor, input: Input<'PreviewBulk'>): Promise<BulkPreview>;
  bulk(actor: Actor, id: string): Promise<BulkView>;
  /** What this actor has begun within the last hour, or what goes on: the newest first. */
  bulks(actor: Actor): Promise<BulkView[]>;
}
