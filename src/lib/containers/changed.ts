import { text } from '../messages/text.ts';

/** What an action on chosen jobs answers. */
export interface Changed {
  changed: number;
  passedOver: number;
}

export function changedIn(data: Record<string, unknown> | undefined): Changed {
  const number = (value: unknown) => (typeof value === 'number' ? value : 0);
  return { changed: number(data?.['changed']), passedOver: number(data?.['passedOver']) };
}

export const retriedWords = ({ changed, passedOver }: Changed): string =>
  passedOver === 0
    ? text('jobs.getAnother', { count: changed })
    : text('jobs.getAnotherSome', { count: changed, over: passedOver });

export const cancelledWords = ({ passedOver }: Changed): string =>
  passedOver === 0 ? text('containers.cancelSent') : text('jobs.cancelledSome', { over: passedOver });
