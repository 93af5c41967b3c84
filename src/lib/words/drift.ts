import type { Drift } from '#protocol/drift.ts';
import type { Tone } from './tone.ts';
import { text } from '../messages/text.ts';

/** What the inventory says of an installation, for a badge; undefined where there is nothing to say. */
export function driftWords(drift: Drift): { word: string; sentence: string; tone: Tone } | undefined {
  switch (drift.state) {
    case 'missing':
      return {
        word: text('installations.notInInventory'),
        sentence: text('installations.notListed'),
        tone: 'amber',
      };
    case 'otherVersion':
      return {
        word:
          drift.found === undefined
            ? text('installations.anotherVersion')
            : text('installations.found', { version: drift.found }),
        sentence:
          drift.found === undefined
            ? text('installations.listsAnother')
            : text('installations.lists', { version: drift.found }),
        tone: 'amber',
      };
    case 'ok':
      return {
        word: text('installations.confirmed'),
        sentence: text('installations.listsThis'),
        tone: 'green',
      };
    case 'unknown':
      return undefined;
  }
}
