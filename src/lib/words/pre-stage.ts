import { PRE_STAGE_SENTENCES, type PreStagedCounts } from '#protocol/pre-stage.ts';
import type { ContentNoteView } from '#protocol/views/container.ts';
import { counted, formatCount } from '../format/bytes.ts';
import { formatCountdown } from '../format/countdown.ts';

/** On how many computers a container's content is: `On 212 of 240 computers, 3 failed so far`. */
export function preStagedWords({ computers, present, failed }: PreStagedCounts): string {
  const where = `On ${formatCount(present)} of ${counted(computers, 'computer')}`;
  return failed === 0 ? where : `${where}, ${formatCount(failed)} failed so far`;
}

/** What a waiting job says of its content, as a part of a sentence. @param now Milliseconds. */
export function contentNoteWords(note: ContentNoteView, now: number): string {
  switch (note.state) {
    case 'present':
      return 'content is there already';
    case 'coming':
      return 'content is being downloaded';
    case 'failed': {
      const sentence = PRE_STAGE_SENTENCES[note.reason].replace(/\.$/, '');
      const why = sentence.charAt(0).toLowerCase() + sentence.slice(1);
      return `content is not there yet: ${why}, tried again ${formatCountdown(note.retryAt, now)}`;
    }
  }
}
