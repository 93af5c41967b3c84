import type { Actor } from '#domain/entities.ts';
import type { ComputerView } from '#protocol/views/computer.ts';
import type { InstallationView } from '#protocol/views/package.ts';
import type { Input, Page, PageQuery } from '../hub.ts';

export interface InstallationCommands {
  /**
   * Deletes records; the software stays where it is. What is gone already is no failure.
   * @returns how many there were
   */
  removeAssignments(actor: Actor, input: Input<'RemoveAssignments'>): Promise<{ removed: number }>;
  /** One that is there already is answered as it is. */
  addInstallation(actor: Actor, input: Input<'AddInstallation'>): Promise<InstallationView>;
}

/** A page of where a package is installed. */
export interface InstallationsPage extends Page<InstallationView> {
  /** Records that fit the question, on all pages. */
  total: number;
  /** Records of the package, whatever was asked for. */
  installations: number;
}

/** A version of a family to which an installed one can be brought. */
export interface NewerVersion {
  id: string;
  version: string;
}

/** `drifted`: whether the inventory contradicts the record. */
export interface InstallationsFilter {
  computerId?: string;
  packageId?: string;
  drifted?: boolean;
}

export interface InstallationQueries {
  /** The computers of a selection by id; those that are gone are left out. */
  computersByIds(actor: Actor, ids: string[]): Promise<ComputerView[]>;
  /** Of each of these packages the newest version that is newer and can be installed, where there is one. */
  newerVersions(actor: Actor, packageIds: string[]): Promise<Record<string, NewerVersion>>;
  /** Of all computers and packages, or of these, by the computer's name. `search`: in either name. */
  installations(actor: Actor, query?: PageQuery & InstallationsFilter): Promise<Page<InstallationView>>;
  /** All that Reveille knows of, by name. A computer has a few hundred at most. */
  installationsOfComputer(actor: Actor, id: string): Promise<InstallationView[]>;
  /** By the computer's name. `drifted`: whether the inventory contradicts the record. */
  installationsOfPackage(
    actor: Actor,
    id: string,
    query?: PageQuery & { drifted?: boolean },
  ): Promise<InstallationsPage>;
}
