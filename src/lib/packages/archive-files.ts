import type { ContentFilesView } from '#protocol/views/upload.ts';
import { text } from '../messages/text.ts';

/** @throws Error when the hub does not answer with the list */
export async function fetchArchiveFiles(of: {
  packageId: string;
  search: string;
  signal: AbortSignal;
}): Promise<ContentFilesView> {
  const query = of.search === '' ? '' : `?${new URLSearchParams({ search: of.search }).toString()}`;
  const response = await fetch(`/api/v1/packages/${of.packageId}/files${query}`, { signal: of.signal });
  if (!response.ok) throw new Error(text('common.status', { status: response.status }));
  // Written by the query `contentOf`.
  return (await response.json()) as ContentFilesView;
}
