/**
 * Where to go after signing in. Only a path of this site is accepted: `//host`, `/\host` and full addresses would
 * lead the freshly signed-in user elsewhere.
 * @returns the path with its search, or `/` for anything else.
 */
export function localPath(wanted: string | null): string {
  if (wanted === null || !wanted.startsWith('/') || /[\\\p{Cc}]/u.test(wanted)) return '/';
  const base = 'http://local.invalid';
  let url: URL;
  try {
    url = new URL(wanted, base);
  } catch {
    return '/';
  }
  // A path such as `/..//host` only turns into `//host` once it is resolved.
  if (url.origin !== base || url.pathname.startsWith('//') || url.pathname.startsWith('/sign-in')) return '/';
  return url.pathname + url.search + url.hash;
}
