import { verbToDeploy } from '#domain/permission.ts';
import { assistantDefaultsOf } from '#protocol/settings.ts';
import { permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { Queries } from '../hub.ts';

/** The settings, and the hub's own health. */
export function systemQueries({
  settings,
  system,
}: HubContext): Pick<Queries, 'settings' | 'assistantDefaults' | 'system'> {
  return {
    async settings(actor) {
      permit(actor, 'settings.read');
      return settings.view();
    },

    async assistantDefaults(actor) {
      permit(actor, verbToDeploy(1));
      return assistantDefaultsOf(settings.current());
    },

    async system(actor) {
      permit(actor, 'system.read');
      return system.view();
    },
  };
}
