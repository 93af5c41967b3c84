import { Refusal } from '#protocol/errors.ts';
import { permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { GroupQueries } from '../hub/groups.ts';
import { packageView } from '../views/entity-views.ts';
import { computerGroupViews, groupViews, packageGroupView } from '../views/group-view.ts';

export function groupQueries({ store }: HubContext): GroupQueries {
  return {
    async computerGroups(actor) {
      permit(actor, 'read');
      return computerGroupViews(store, await store.groups.all('computers'));
    },

    async packageGroups(actor) {
      permit(actor, 'read');
      return (await store.groups.all('packages')).map(packageGroupView);
    },

    async packagesOfGroup(actor, id) {
      permit(actor, 'read');
      const group = await store.groups.get('packages', id);
      if (group === undefined) throw new Refusal('notFound');
      const found = new Map((await store.packages.getMany(group.packageIds)).map((one) => [one.id, one]));
      return group.packageIds.flatMap((packageId) => found.get(packageId) ?? []).map(packageView);
    },

    async group(actor, of, id) {
      permit(actor, 'read');
      const group = await store.groups.get(of, id);
      const [view] = group === undefined ? [] : await groupViews(store, of, [group]);
      if (view === undefined) throw new Refusal('notFound');
      return view;
    },
  };
}
