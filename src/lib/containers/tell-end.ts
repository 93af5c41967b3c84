import { goto } from '$app/navigation';
import { page } from '$app/state';
import type { ContainerView } from '#protocol/views/container.ts';
import { text } from '../messages/text.ts';
import type { Toasts } from '../ui/toasts.svelte.ts';
import { CONTAINER_STATES } from '../words/container-state.ts';
import { countsInWords } from './counts.ts';

/** Tells that a container has ended: by the browser, and by a toast on every page but its own. */
export function tellEnd(container: ContainerView, toasts: Toasts): void {
  const look = CONTAINER_STATES[container.state];
  const href = `/containers/${container.id}`;
  const title = text('containers.endedAs', { name: container.name, state: look.word.toLowerCase() });
  if (page.url.pathname !== href)
    toasts.tell({
      tone: look.tone,
      text: title,
      deed: { text: text('containers.endedOpen'), run: () => void goto(href) },
    });
  if (!('Notification' in window) || Notification.permission !== 'granted') return;
  // One for all windows of this console.
  const notification = new Notification(title, { body: countsInWords(container.counts), tag: container.id });
  notification.onclick = () => {
    window.focus();
    notification.close();
    void goto(href);
  };
}
