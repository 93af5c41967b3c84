import type { Finding } from '#protocol/finding.ts';
import type { Settings } from '#protocol/settings.ts';
import type { Store } from '#store/contract/store.ts';

/** What a rule decides upon. It reads, and never writes: what it finds is told to the hub. */
export interface RuleFacts {
  store: Store;
  settings: Settings;
  now: Date;
  /** IANA: the zone in which time frames are meant. */
  timeZone: string;
  hubStartedAt: Date;
}

/** One rule of the workers. `found` is called for everything that is due, in any order, also repeatedly. */
export type Rule = (facts: RuleFacts, found: (finding: Finding) => void) => Promise<void>;
