import { navigating, page } from '$app/state';

/**
 * The address that the page is about to have, or has: what changes a filter, the order or a tab starts from there, so
 * that of two changes in a row the second does not undo the first while its page is on its way.
 */
export function destination(): URL {
  const next = navigating.to?.url;
  return next !== undefined && next.pathname === page.url.pathname ? next : page.url;
}
