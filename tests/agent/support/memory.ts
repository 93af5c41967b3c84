import { onTestFinished } from 'vitest';
import type { Clock } from '#agent/clock.ts';
import { openDatabase } from '#agent/database.ts';
import { Journal } from '#agent/journal.ts';
import { Notice } from '#agent/notice.ts';
import { Outbox } from '#agent/outbox.ts';
import { OutputSpool } from '#agent/output-spool.ts';

/** What an agent keeps on disk, opened as at its start. */
export function openMemory(folder: string, facts: { clock: Clock; bootId?: string }) {
  const database = openDatabase(folder);
  const changed = new Notice();
  const spool = new OutputSpool(database, changed);
  const outbox = new Outbox(database, changed);
  const journal = new Journal({ database, outbox, clock: facts.clock, bootId: facts.bootId ?? 'boot-1' });
  const close = () => {
    if (database.isOpen) database.close();
  };
  onTestFinished(close);
  return { database, changed, spool, outbox, journal, close };
}
export type Memory = ReturnType<typeof openMemory>;
