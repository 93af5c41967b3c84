import type { BulkAction } from '#protocol/views/bulk.ts';
import { text } from '../messages/text.ts';

const USUAL_MINUTES = '20';
/** What an action on many computers needs to know beside them. */
export class BulkDraft {
  groupId = $state('');
  words = $state('');
  minutes = $state(USUAL_MINUTES);
  reason = $state('');

  /** Whom it would meet depends on no more than this; undefined: on something that is still missing. */
  previewed(action: BulkAction): Record<string, unknown> | undefined {
    switch (action) {
      case 'joinGroup':
      case 'leaveGroup':
        return this.groupId === '' ? undefined : { action, groupId: this.groupId };
      case 'message':
        return { action, text: '…' };
      case 'restart':
      case 'shutdown':
      case 'wake':
      case 'delete':
        return { action };
    }
  }

  /** As the hub is asked to do it. */
  work(action: BulkAction): Record<string, unknown> {
    switch (action) {
      case 'message':
        return { action, text: this.words };
      case 'restart':
      case 'shutdown':
        return { action, delaySeconds: Math.round(Number(this.minutes) * 60), reason: this.reason };
      case 'joinGroup':
      case 'leaveGroup':
        return { action, groupId: this.groupId };
      case 'wake':
      case 'delete':
        return { action };
    }
  }

  /** What has to be given first. */
  missing(action: BulkAction): string | undefined {
    if ((action === 'joinGroup' || action === 'leaveGroup') && this.groupId === '')
      return text('fleet.groupFirst');
    if (action === 'message' && this.words.trim() === '') return text('fleet.textFirst');
    return undefined;
  }
}
