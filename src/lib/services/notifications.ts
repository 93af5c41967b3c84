/** Whether this browser tells of things that end while one looks elsewhere; `impossible`: not without HTTPS. */
export type NotificationState = 'on' | 'off' | 'blocked' | 'impossible';

const KEY = 'reveille-notifications';

const isWanted = (): boolean => {
  try {
    return localStorage.getItem(KEY) === 'on';
  } catch {
    return false;
  }
};

/** In the browser only. */
export function notificationState(): NotificationState {
  if (!('Notification' in window) || !window.isSecureContext) return 'impossible';
  if (Notification.permission === 'denied') return 'blocked';
  return isWanted() && Notification.permission === 'granted' ? 'on' : 'off';
}

/** Asks the browser for its permission where that is needed. @returns what holds then */
export async function turnNotifications(on: boolean): Promise<NotificationState> {
  try {
    if (on) localStorage.setItem(KEY, 'on');
    else localStorage.removeItem(KEY);
  } catch {
    // A browser without storage keeps nothing: it is off.
  }
  if (on && notificationState() === 'off') await Notification.requestPermission();
  return notificationState();
}

/** Tells something, if that is wanted and nobody looks at this page now. A click leads to `href`. */
export function notify({ title, body, href }: { title: string; body: string; href: string }): void {
  if (!document.hidden || notificationState() !== 'on') return;
  const notification = new Notification(title, { body, tag: href, icon: '/favicon.svg' });
  notification.onclick = () => {
    window.focus();
    location.assign(href);
    notification.close();
  };
}
