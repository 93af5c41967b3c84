import { fitsAuditFilter, type AuditFilter } from '#domain/audit-filter.ts';
import type { AuditEntry } from '#domain/entities.ts';
import type { Change } from '#protocol/change.ts';
import type { AuditView } from '#protocol/views/administration.ts';
import { Refresher } from '../live/refresher.ts';

/** What the load of the audit log gives. */
export interface AuditSnapshot {
  rows: AuditView[];
  next?: string;
  /** Whether it begins further down than at the newest. */
  continued: boolean;
}

/**
 * A page of the audit log. What is written while it is looked at is counted and waits: rows that move away under the
 * pointer are worse than a number.
 */
export class LiveAudit {
  shown = $state.raw() as AuditSnapshot;
  #waiting = $state.raw<ReadonlySet<string>>(new Set());
  readonly #filter: () => AuditFilter;
  readonly #refresher: Refresher;

  /** @param parts.filter what is asked for now @param parts.read the first page of it, afresh */
  constructor(parts: {
    snapshot: AuditSnapshot;
    filter: () => AuditFilter;
    read: () => Promise<AuditSnapshot>;
  }) {
    this.shown = parts.snapshot;
    this.#filter = parts.filter;
    this.#refresher = new Refresher(async () => this.#compare(await parts.read()));
  }

  /** Entries that fit and are not shown yet. */
  get fresh(): number {
    return this.shown.continued ? 0 : this.#waiting.size;
  }

  receive(snapshot: AuditSnapshot): void {
    this.shown = snapshot;
    this.#waiting = new Set();
  }

  apply(changes: readonly Change[]): void {
    const fitting = changes.flatMap((change) =>
      change.kind === 'audit' && fitsAuditFilter(entryOf(change.entry), this.#filter())
        ? [change.entry.id]
        : [],
    );
    if (fitting.length > 0) this.#add(fitting);
  }

  refresh(): void {
    this.#refresher.request();
  }

  close(): void {
    this.#refresher.close();
  }

  #compare(snapshot: AuditSnapshot): void {
    this.#add(snapshot.rows.map(({ id }) => id));
  }

  #add(ids: readonly string[]): void {
    const newest = this.shown.rows[0]?.id ?? '';
    const known = new Set(this.shown.rows.map(({ id }) => id));
    // What is further down than this page is not new.
    const fresh = ids.filter((id) => !known.has(id) && id > newest);
    if (fresh.length > 0) this.#waiting = new Set([...this.#waiting, ...fresh]);
  }
}

const entryOf = (view: AuditView): AuditEntry => {
  const { id, at, verb, actor, subject, detail } = view;
  return {
    id,
    at: new Date(at),
    verb,
    // The rule compares its name alone.
    actor: { kind: 'user', name: actor.name },
    subject: {
      kind: subject.kind,
      ...(subject.id === undefined ? {} : { id: subject.id }),
      ...(subject.name === undefined ? {} : { name: subject.name }),
    },
    ...(detail === undefined ? {} : { detail }),
  };
};
