import { PRE_STAGE_SENTENCES } from '#protocol/failure-sentences.ts';
import type { PreStagedCounts } from '#protocol/pre-stage.ts';
import type { ContentNoteView } from '#protocol/views/container.ts';
import { formatCountdown } from '../format/countdown.ts';
import { text, textInstead } from '../messages/text.ts';

/** On how many computers a container's content is: `On 212 of 240 computers, 3 failed so far`. */
export function preStagedWords({ computers, present, failed }: PreStagedCounts): string {
  return failed === 0
    ? text('staging.on', { present, computers })
    : text('staging.onFailed', { present, computers, failed });
}

/** What a waiting job says of its content, as the last part of a sentence. @param now Milliseconds. */
export function contentNoteWords(note: ContentNoteView, now: number): string {
  switch (note.state) {
    case 'present':
      return text('staging.present');
    case 'coming':
      return text('staging.coming');
    case 'failed': {
      const why = textInstead(`failures.${note.reason}`, PRE_STAGE_SENTENCES[note.reason]);
      return text('staging.failed', { why, then: formatCountdown(note.retryAt, now) });
    }
  }
}
