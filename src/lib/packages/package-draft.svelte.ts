import type { CompatibleSystem } from '#protocol/package.ts';
import {
  USUAL_CODES,
  USUAL_LIMIT_MINUTES,
  usualRules,
  type DraftFields,
  type ProcedureDraft,
  type RulesDraft,
} from './draft-fields.ts';

/** What somebody has written of a new package, while it is shown. */
export class PackageDraft implements DraftFields {
  familyName = $state('');
  version = $state('');
  notes = $state('');
  install = $state<ProcedureDraft>({ procedure: '', successCodes: USUAL_CODES, joiner: 'script' });
  uninstall = $state<ProcedureDraft>({ procedure: '', successCodes: USUAL_CODES, joiner: 'script' });
  uninstallNeedsContent = $state(false);
  limitMinutes = $state(USUAL_LIMIT_MINUTES);
  rules = $state<RulesDraft>(usualRules());
  softwareName = $state('');
  softwareVersion = $state('');
  systems = $state.raw<readonly CompatibleSystem[]>([]);
  onlyTheseSystems = $state(false);

  /** @param given what is said already */
  constructor(given: Partial<DraftFields>) {
    Object.assign(this, given);
  }
}
