import type { CompatibleSystem } from '#protocol/package.ts';
import type { PackageSuggestion } from '#protocol/views/upload.ts';

const USUAL_CODES = '0';
const USUAL_LIMIT_MINUTES = 120;

interface ProcedureDraft {
  procedure: string;
  successCodes: string;
}

/** What somebody has written of a new package, as text. */
export class PackageDraft {
  familyName = $state('');
  version = $state('');
  notes = $state('');
  install = $state<ProcedureDraft>({ procedure: '', successCodes: USUAL_CODES });
  uninstall = $state<ProcedureDraft>({ procedure: '', successCodes: USUAL_CODES });
  uninstallNeedsContent = $state(false);
  limitMinutes = $state(USUAL_LIMIT_MINUTES);
  /** As suggested; whether it holds is for the person to say. */
  systems = $state.raw<readonly CompatibleSystem[]>([]);
  onlyTheseSystems = $state(false);

  constructor(family: string) {
    this.familyName = family;
  }

  /** Takes a suggestion into fields that are empty. @returns the names of these, for people */
  suggest(it: PackageSuggestion): string[] {
    const filled: string[] = [];
    const isEmpty = (text: string) => text.trim() === '';
    const fill = (name: string, given: string | undefined, into: 'familyName' | 'version' | 'notes') => {
      if (given === undefined || !isEmpty(this[into])) return;
      this[into] = given;
      filled.push(name);
    };
    fill('the name', it.familyName, 'familyName');
    fill('the version', it.version, 'version');
    fill('the notes', it.notes, 'notes');
    const codes = it.successCodes?.join(', ');
    const procedure = (draft: ProcedureDraft, given: string | undefined): boolean => {
      if (given === undefined || !isEmpty(draft.procedure)) return false;
      draft.procedure = given;
      if (codes !== undefined && draft.successCodes.trim() === USUAL_CODES) draft.successCodes = codes;
      return true;
    };
    const installs = procedure(this.install, it.installProcedure);
    const uninstalls = procedure(this.uninstall, it.uninstallProcedure);
    if (uninstalls && it.uninstallNeedsContent) this.uninstallNeedsContent = true;
    if (installs && uninstalls) filled.push('both procedures');
    else if (installs || uninstalls) filled.push('a procedure');
    if (this.systems.length === 0 && it.compatibleSystems.length > 0) {
      this.systems = it.compatibleSystems;
      this.onlyTheseSystems = true;
      filled.push('the system');
    }
    return filled;
  }

  /** As `POST packages` takes it. `familyId`: of the family that has this name already. */
  request(of: { familyId: string | undefined; contentSha256: string | undefined }): Record<string, unknown> {
    const { familyId, contentSha256 } = of;
    return {
      ...(familyId === undefined ? { familyName: this.familyName.trim() } : { familyId }),
      version: this.version.trim(),
      notes: this.notes,
      installProcedure: this.install.procedure,
      installSuccessCodes: codesOf(this.install.successCodes),
      uninstallProcedure: this.uninstall.procedure,
      uninstallSuccessCodes: codesOf(this.uninstall.successCodes),
      uninstallNeedsContent: this.uninstallNeedsContent,
      timeLimitSeconds: Math.round(this.limitMinutes * 60),
      ...(this.onlyTheseSystems ? { compatibleSystems: this.systems } : {}),
      ...(contentSha256 === undefined ? {} : { contentSha256 }),
    };
  }
}

/** What is no number stays text, so that the hub says what is wrong with it. */
const codesOf = (text: string): (number | string)[] =>
  text
    .split(/[\s,;]+/)
    .filter((code) => code !== '')
    .map((code) => (/^[+-]?\d+$/.test(code) ? Number(code) : code));
