import type { PageQuery } from '#hub/hub.ts';

const ROWS = 200;

/** Search and page of a list, from its address. */
export function pageQueryOf(url: URL): PageQuery & { search: string } {
  const cursor = url.searchParams.get('cursor');
  return {
    search: url.searchParams.get('search')?.trim().slice(0, 120) ?? '',
    limit: ROWS,
    ...(cursor === null ? {} : { cursor }),
  };
}
