import type { Family, FamilyIcon, Package } from '#domain/entities.ts';

/** What becomes of families after they were made. */
export interface FamilyStore {
  /**
   * Compare-and-set. @returns undefined when it is gone or has another revision by now
   * @throws Refusal `nameTaken`
   */
  change(fields: Pick<Family, 'id' | 'revision' | 'name' | 'notes'>): Promise<Family | undefined>;
  /** `null`: none any more. @returns undefined when the family is gone */
  changeIcon(familyId: string, icon: FamilyIcon | null): Promise<Family | undefined>;
  icon(familyId: string): Promise<FamilyIcon | undefined>;
  /** Gives its packages what they copy from it: name and icon. @returns those that changed */
  follow(family: Pick<Family, 'id' | 'name' | 'icon'>): Promise<Package[]>;
  /** The family, and its icon with it. */
  remove(familyId: string): Promise<void>;
}
