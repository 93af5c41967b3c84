import { z } from 'zod';
import * as requests from '#protocol/requests.ts';
import { SettingsView } from '#protocol/settings.ts';
import * as administration from '#protocol/views/administration.ts';
import * as bulk from '#protocol/views/bulk.ts';
import * as computer from '#protocol/views/computer.ts';
import * as container from '#protocol/views/container.ts';
import * as fleet from '#protocol/views/fleet.ts';
import * as failures from '#protocol/views/failures.ts';
import * as group from '#protocol/views/group.ts';
import * as history from '#protocol/views/history.ts';
import * as overview from '#protocol/views/overview.ts';
import * as packages from '#protocol/views/package.ts';
import * as power from '#protocol/views/power.ts';
import * as preview from '#protocol/views/preview.ts';
import * as savedFilter from '#protocol/views/saved-filter.ts';
import * as search from '#protocol/views/search.ts';
import * as system from '#protocol/views/system.ts';
import { TimelineEntry, TimelineFact, TimelineKind } from '#protocol/views/timeline.ts';
import * as upload from '#protocol/views/upload.ts';
import * as wake from '#protocol/views/wake.ts';
import { Problem } from '../problem.ts';

type Registry = z.core.$ZodRegistry<{ id: string }>;

/** What the document names once and refers to: views by the name they are exported with. */
export const VIEWS: Registry = registryOf({
  ...administration,
  ...bulk,
  ...computer,
  ...container,
  ...fleet,
  ...failures,
  ...group,
  ...history,
  ...overview,
  ...packages,
  ...power,
  ...preview,
  ...savedFilter,
  ...search,
  ...system,
  ...upload,
  ...wake,
  TimelineEntry,
  TimelineFact,
  TimelineKind,
  SettingsView,
  Problem,
});

export const REQUESTS: Registry = registryOf({ ...requests });

/** The bundle of a module holds more than schemas. */
function registryOf(exported: Record<string, unknown>): Registry {
  const registry: Registry = z.registry<{ id: string }>();
  for (const [id, value] of Object.entries(exported)) {
    if (value instanceof z.ZodType) registry.add(value, { id });
  }
  return registry;
}
