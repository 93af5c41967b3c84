import type { StoredKind } from '#protocol/views/system.ts';
import type {
  AccessStore,
  AuditStore,
  ComputerStore,
  ContainerStore,
  InstallationStore,
  PackageStore,
  SettingStore,
} from './aggregates.ts';
import type { HeldContentsStore } from './held-contents.ts';
import type { FamilyStore } from './families.ts';
import type { GroupStore } from './groups.ts';
import type { HistoryStore } from './history.ts';
import type { JobStore, OutputStore } from './jobs.ts';
import type { KeyedRequestStore } from './keyed-requests.ts';
import type { RemovalStore } from './removals.ts';
import type { SavedFilterStore } from './saved-filters.ts';
import type { TimelineStore } from './timeline.ts';
import type { WakeStore } from './wakes.ts';

/** `bytes`: on the database's disk, where it can tell. */
export interface Measured {
  documents: { kind: StoredKind; count: number }[];
  bytes?: number;
}

/**
 * The memory, as the rest of the hub sees it. Entities go in and come out as plain objects of `domain`. When the
 * database does not answer, every method throws `Refusal('unavailable')`.
 */
export interface Store {
  computers: ComputerStore;
  removals: RemovalStore;
  packages: PackageStore;
  families: FamilyStore;
  groups: GroupStore;
  containers: ContainerStore;
  jobs: JobStore;
  heldContents: HeldContentsStore;
  output: OutputStore;
  installations: InstallationStore;
  access: AccessStore;
  audit: AuditStore;
  history: HistoryStore;
  timeline: TimelineStore;
  settings: SettingStore;
  wakes: WakeStore;
  savedFilters: SavedFilterStore;
  keyedRequests: KeyedRequestStore;
  /** A new id, later ones greater than earlier ones. */
  newId(): string;
  /** How much there is, roughly: counts are those that the database keeps itself. */
  measure(): Promise<Measured>;
  /** Whether the database answers now. */
  ping(): Promise<boolean>;
  close(): Promise<void>;
}
