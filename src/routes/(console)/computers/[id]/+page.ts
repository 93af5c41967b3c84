import { askForShown } from '$lib/computers/late-parts.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ data, url }) => {
  await askForShown(url.searchParams, data);
  return data;
};
