import type { Actor, FamilyIcon } from '#domain/entities.ts';
import type { FamilySort } from '#protocol/family-list.ts';
import type { FamilyView, PackageUseView, PackageView, SystemSeen } from '#protocol/views/package.ts';
import type { Input, Page, PageQuery } from '../hub.ts';

/** Which families, in which order, and which page of them: behind a cursor, or so many rows from the beginning. */
export interface FamiliesQuery extends PageQuery {
  /** Default: by name. */
  sort?: FamilySort;
  /** Rows to pass over; without a cursor. */
  from?: number;
}

export interface FamiliesPage extends Page<FamilyView> {
  /** All that fit, on all pages. */
  total: number;
}

/** What becomes of families and packages after they were made. */
export interface PackageLifeCommands {
  /** Its packages follow; jobs and installations keep the name they were made with. Refusals: `nameTaken`, `changedMeanwhile`. */
  editFamily(actor: Actor, input: Input<'EditFamily'>): Promise<FamilyView>;
  /** Refusals: `familyNotEmpty`. */
  deleteFamily(actor: Actor, input: Input<'DeleteFamily'>): Promise<void>;
  /** Its type is read from the bytes, whatever the sender says. Refusals: `iconUnusable`. */
  setFamilyIcon(actor: Actor, input: Input<'SetFamilyIcon'>, bytes: Uint8Array): Promise<FamilyView>;
  removeFamilyIcon(actor: Actor, input: Input<'RemoveFamilyIcon'>): Promise<FamilyView>;
  /** The files are shared, not copied. Refusals: `nameTaken`, `contentMissing`. */
  copyPackage(actor: Actor, input: Input<'CopyPackage'>): Promise<PackageView>;
  /**
   * With its name confirmed: cancels its jobs that have not begun and removes its installation records. What only an
   * agent can confirm is asked for, and the package stays until then. Refusals: `packageInUse`, whose fields name
   * each reason.
   */
  deletePackage(actor: Actor, input: Input<'DeletePackage'>): Promise<void>;
}

export interface PackageLifeQueries {
  /** @throws Refusal `notFound` when the family, or its icon, is not there */
  familyIcon(actor: Actor, familyId: string): Promise<FamilyIcon>;
  /** What still holds on to it, and so why it cannot be deleted. */
  packageUse(actor: Actor, packageId: string): Promise<PackageUseView>;
  /** Systems of the fleet, the most frequent first; a few minutes old. */
  systemsSeen(actor: Actor): Promise<SystemSeen[]>;
}
