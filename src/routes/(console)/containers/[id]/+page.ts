import { askForShown } from '$lib/containers/late-parts.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ data, url }) => {
  await askForShown(url.searchParams, data.container.jobs);
  // As it came: another view of it is no newer one.
  return { snapshot: data };
};
