import type { PackageSuggestion } from '#protocol/views/upload.ts';
import { USUAL_CODES, type DraftFields, type ProcedureDraft } from './draft-fields.ts';

/** Parts of the form that a suggestion can fill. */
export type SuggestedPart =
  'name' | 'version' | 'notes' | 'bothProcedures' | 'oneProcedure' | 'listing' | 'system';

/** What a suggestion has done to a form. */
export interface Suggested {
  filled: SuggestedPart[];
  /** The files are others now: what nobody has changed since goes with them. */
  withdraw(): void;
}

/** A text of the form, and how it stands when nobody has written anything. */
interface TextField {
  usual: string;
  read(): string;
  write(text: string): void;
}

/** Takes a suggestion into the fields that are empty: what somebody has written stays. */
export function suggestInto(draft: DraftFields, it: PackageSuggestion): Suggested {
  const filled: SuggestedPart[] = [];
  const undo: (() => void)[] = [];

  const fill = (field: TextField, given: string | undefined): boolean => {
    if (given === undefined || field.read().trim() !== field.usual) return false;
    field.write(given);
    undo.push(() => {
      if (field.read() === given) field.write(field.usual);
    });
    return true;
  };
  const text = (
    name: 'familyName' | 'version' | 'notes' | 'softwareName' | 'softwareVersion',
  ): TextField => ({
    usual: '',
    read: () => draft[name],
    write: (written) => (draft[name] = written),
  });
  const fillProcedure = (part: ProcedureDraft, given: string | undefined): boolean => {
    const isFilled = fill(
      { usual: '', read: () => part.procedure, write: (written) => (part.procedure = written) },
      given,
    );
    if (!isFilled) return false;
    fill(
      {
        usual: USUAL_CODES,
        read: () => part.successCodes,
        write: (written) => (part.successCodes = written),
      },
      it.successCodes?.join(', '),
    );
    return true;
  };

  if (fill(text('familyName'), it.familyName)) filled.push('name');
  if (fill(text('version'), it.version)) filled.push('version');
  if (fill(text('notes'), it.notes)) filled.push('notes');
  const installs = fillProcedure(draft.install, it.installProcedure);
  const uninstalls = fillProcedure(draft.uninstall, it.uninstallProcedure);
  if (installs && uninstalls) filled.push('bothProcedures');
  else if (installs || uninstalls) filled.push('oneProcedure');
  if (uninstalls && it.uninstallNeedsContent && !draft.uninstallNeedsContent) {
    draft.uninstallNeedsContent = true;
    undo.push(() => (draft.uninstallNeedsContent = false));
  }
  if (fill(text('softwareName'), it.softwareMatch?.namePattern)) {
    filled.push('listing');
    // The system lists it in the version of the file, whatever the package is given.
    if (it.version !== undefined && draft.version !== it.version) fill(text('softwareVersion'), it.version);
  }
  if (it.compatibleSystems.length > 0) {
    draft.systems = it.compatibleSystems;
    draft.onlyTheseSystems = true;
    filled.push('system');
    undo.push(() => {
      draft.systems = [];
      draft.onlyTheseSystems = false;
    });
  }
  return {
    filled,
    withdraw() {
      for (const step of undo.splice(0)) step();
    },
  };
}
