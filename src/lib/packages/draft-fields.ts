import {
  PLAIN_PACKAGE,
  type CompatibleSystem,
  type PostAction,
  type ProcedureJoiner,
  type UpgradeBehaviour,
} from '#protocol/package.ts';
import { ruleOfCopy } from '#domain/drift.ts';
import type { PackageView } from '#protocol/views/package.ts';

export const USUAL_CODES = '0';
export const USUAL_LIMIT_MINUTES = 120;

export interface ProcedureDraft {
  procedure: string;
  /** As written: separated by commas or spaces. */
  successCodes: string;
  joiner: ProcedureJoiner;
}

export interface NeededPackage {
  id: string;
  /** With its version. */
  name: string;
}

/** What decides where and with what a package is installed. */
export interface RulesDraft {
  upgradeBehaviour: UpgradeBehaviour;
  postAction: PostAction;
  systems: readonly CompatibleSystem[];
  needed: readonly NeededPackage[];
}

/** Of a package of which nothing is said yet. */
export const usualRules = (): RulesDraft => ({
  upgradeBehaviour: PLAIN_PACKAGE.upgradeBehaviour,
  postAction: PLAIN_PACKAGE.postAction,
  systems: [],
  needed: [],
});

/** How a package is found in the inventory: patterns, as they are written. */
export interface MatchFields {
  softwareName: string;
  softwareVersion: string;
}

/** A new package as it stands in its form. */
export interface DraftFields extends MatchFields {
  familyName: string;
  version: string;
  notes: string;
  install: ProcedureDraft;
  uninstall: ProcedureDraft;
  uninstallNeedsContent: boolean;
  limitMinutes: number;
  rules: RulesDraft;
  /** As suggested; whether that holds is for the person to say. */
  systems: readonly CompatibleSystem[];
  onlyTheseSystems: boolean;
}

/**
 * As `POST packages` takes it. `familyId`: of the family that has this name already. `source`: the version that it is
 * made from.
 */
export function packageRequest(
  draft: DraftFields,
  of: { familyId: string | undefined; contentSha256: string | undefined; source?: PackageView | undefined },
): Record<string, unknown> {
  const { familyId, contentSha256, source } = of;
  const isDropped = source !== undefined && droppedPattern(draft, source) !== undefined;
  const { softwareName, softwareVersion } = draft;
  const softwareMatch = matchOf({ softwareName, softwareVersion: isDropped ? '' : softwareVersion });
  const compatibleSystems = [...(draft.onlyTheseSystems ? draft.systems : []), ...draft.rules.systems];
  return {
    ...(familyId === undefined ? { familyName: draft.familyName.trim() } : { familyId }),
    version: draft.version.trim(),
    notes: draft.notes,
    ...settingsOf(draft),
    ...(compatibleSystems.length === 0 ? {} : { compatibleSystems }),
    ...(softwareMatch === undefined ? {} : { softwareMatch }),
    ...(contentSha256 === undefined ? {} : { contentSha256 }),
  };
}

function matchOf({ softwareName, softwareVersion }: MatchFields) {
  const [namePattern, versionPattern] = [softwareName.trim(), softwareVersion.trim()];
  if (namePattern === '') return undefined;
  return { namePattern, ...(versionPattern === '' ? {} : { versionPattern }) };
}

/** M4: the pattern of the source that names its version and not the new one, unless somebody has changed it. */
export function droppedPattern(draft: DraftFields, source: PackageView): string | undefined {
  const pattern = source.softwareMatch?.versionPattern;
  const version = draft.version.trim();
  if (pattern === undefined || version === '' || draft.softwareVersion !== pattern) return undefined;
  return ruleOfCopy(source, version)?.versionPattern === undefined ? pattern : undefined;
}

/** What a new package and an edited one have in common. */
function settingsOf(draft: EditFields): Record<string, unknown> {
  const { install, uninstall, rules } = draft;
  return {
    installProcedure: install.procedure,
    installSuccessCodes: codesOf(install.successCodes),
    installJoiner: install.joiner,
    uninstallProcedure: uninstall.procedure,
    uninstallSuccessCodes: codesOf(uninstall.successCodes),
    uninstallJoiner: uninstall.joiner,
    uninstallNeedsContent: draft.uninstallNeedsContent,
    timeLimitSeconds: Math.round(draft.limitMinutes * 60),
    upgradeBehaviour: rules.upgradeBehaviour,
    postAction: rules.postAction,
    dependencies: rules.needed.map((one) => one.id),
  };
}

/** A package that is being edited, as it stands in its form. */
export type EditFields = Pick<
  DraftFields,
  | 'version'
  | 'notes'
  | 'install'
  | 'uninstall'
  | 'uninstallNeedsContent'
  | 'limitMinutes'
  | 'rules'
  | keyof MatchFields
>;
/** @param needs names of what it needs, in its order */
export function editFieldsOf(entity: PackageView, needs: readonly NeededPackage[]): EditFields {
  const procedure = (part: PackageView['install']): ProcedureDraft => ({
    procedure: part.procedure,
    successCodes: part.successCodes.join(', '),
    joiner: part.joiner,
  });
  return {
    version: entity.version,
    notes: entity.notes,
    install: procedure(entity.install),
    uninstall: procedure(entity.uninstall),
    uninstallNeedsContent: entity.uninstallNeedsContent,
    limitMinutes: entity.timeLimitSeconds / 60,
    rules: {
      upgradeBehaviour: entity.upgradeBehaviour,
      postAction: entity.postAction,
      systems: entity.compatibleSystems,
      needed: needs,
    },
    softwareName: entity.softwareMatch?.namePattern ?? '',
    softwareVersion: entity.softwareMatch?.versionPattern ?? '',
  };
}

/** The form of a new version: everything but the version itself. */
export const newVersionOf = (entity: PackageView, needs: readonly NeededPackage[]): DraftFields => ({
  ...editFieldsOf(entity, needs),
  familyName: entity.familyName,
  version: '',
  systems: [],
  onlyTheseSystems: false,
});

/** As `PATCH packages` takes it. A version that was not corrected is not sent. */
export function editRequest(draft: EditFields, entity: Pick<PackageView, 'revision' | 'version'>) {
  const version = draft.version.trim();
  return {
    revision: entity.revision,
    ...(version === entity.version ? {} : { version }),
    notes: draft.notes,
    ...settingsOf(draft),
    compatibleSystems: draft.rules.systems,
    softwareMatch: matchOf(draft) ?? null,
  };
}

/** What is no number stays text, so that the hub says what is wrong with it. */
const codesOf = (text: string): (number | string)[] =>
  text
    .split(/[\s,;]+/)
    .filter((code) => code !== '')
    .map((code) => (/^[+-]?\d+$/.test(code) ? Number(code) : code));
