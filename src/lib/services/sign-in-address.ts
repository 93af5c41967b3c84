/** Where to sign in, to come back to this page afterwards. `ended`: a sign-in there was is over. */
export function signInAddress(
  { pathname, searchParams }: Pick<URL, 'pathname' | 'searchParams'>,
  { ended }: { ended: boolean },
): string {
  const kept = new URLSearchParams(searchParams);
  // The name of a form's action: the page is asked for again, not the deed.
  for (const name of searchParams.keys()) if (name.startsWith('/')) kept.delete(name);
  const search = kept.size === 0 ? '' : `?${kept}`;
  const next = pathname + search;
  const parameters = new URLSearchParams({
    ...(ended ? { ended: '1' } : {}),
    ...(next === '/' ? {} : { next }),
  });
  return parameters.size === 0 ? '/sign-in' : `/sign-in?${parameters}`;
}

/** The sign-in is over: to the page where another is made. In the browser only. */
export function signInAgain(): void {
  location.assign(signInAddress(new URL(location.href), { ended: true }));
}
