import type { Drift } from '#protocol/drift.ts';
import type { Tone } from './tone.ts';

/** What the inventory says of an installation, for a badge; undefined where there is nothing to say. */
export function driftWords(drift: Drift): { word: string; sentence: string; tone: Tone } | undefined {
  switch (drift.state) {
    case 'missing':
      return {
        word: 'Not in the inventory',
        sentence: 'Drifted: the inventory does not list it any more.',
        tone: 'amber',
      };
    case 'otherVersion':
      return {
        word: drift.found === undefined ? 'Another version' : `Found ${drift.found}`,
        sentence: `Drifted: the inventory lists version ${drift.found ?? 'unknown'}.`,
        tone: 'amber',
      };
    case 'ok':
      return { word: 'Confirmed', sentence: 'The inventory lists it in this version.', tone: 'green' };
    case 'unknown':
      return undefined;
  }
}
