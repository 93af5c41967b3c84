import { counted } from '#domain/counted.ts';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Actor, Installation } from '#domain/entities.ts';
import { verbToRemove } from '#domain/permission.ts';
import { Refusal } from '#protocol/errors.ts';
import { parse } from '#protocol/parse.ts';
import { AddInstallation, RemoveAssignments, type InstallationKey } from '#protocol/requests.ts';
import { audit, permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { InstallationCommands } from '../hub/installations.ts';
import { installedOn } from '../installed-on.ts';
import { installationView } from '../views/entity-views.ts';

/** Records read, and deleted, at once. */
const SLICE = 200;
/** Computers that one line of the audit log names. */
const NAMED = 20;

export const installationCommands = (context: HubContext): InstallationCommands => ({
  removeAssignments: removeAssignmentsCommand(context),
  addInstallation: addInstallationCommand(context),
});

function removeAssignmentsCommand(context: HubContext): InstallationCommands['removeAssignments'] {
  return async (actor, input) => {
    const { installations: keys, installedOn: selection } = parse(RemoveAssignments, input);
    permit(actor, verbToRemove(1));
    if ((keys === undefined) === (selection === undefined)) {
      throw new Refusal('invalidInput', { detail: 'Name either installations or a selection of them.' });
    }
    // By what was asked for, not by what is there: what a role may not ask must not depend on what others did.
    if (keys !== undefined) permit(actor, verbToRemove(computersOf(keys)));
    await context.changes.recordsWritten();
    const doomed =
      selection === undefined
        ? await named(context, keys ?? [])
        : await installedOn(context.store, selection);
    if (selection !== undefined) permit(actor, verbToRemove(Math.max(1, computersOf(doomed))));
    return { removed: await removeAll(context, actor, doomed) };
  };
}

const computersOf = (keys: readonly Pick<InstallationKey, 'computerId'>[]) =>
  new Set(keys.map((key) => key.computerId)).size;

/** Of what was named, what is there. */
async function named({ store }: HubContext, keys: readonly InstallationKey[]): Promise<Installation[]> {
  const wanted = new Set(keys.map((key) => `${key.computerId} ${key.packageId}`));
  const computers = [...new Set(keys.map((key) => key.computerId))];
  const found: Installation[] = [];
  for (let from = 0; from < computers.length; from += SLICE) {
    const rows = await store.installations.ofComputers(computers.slice(from, from + SLICE));
    found.push(...rows.filter((row) => wanted.has(`${row.computerId} ${row.packageId}`)));
    await nextTurn();
  }
  return found;
}

async function removeAll(context: HubContext, actor: Actor, doomed: Installation[]): Promise<number> {
  const removed: Installation[] = [];
  try {
    for (let from = 0; from < doomed.length; from += SLICE) {
      const slice = doomed.slice(from, from + SLICE);
      await context.store.installations.removeMany(slice.map(({ id }) => id));
      removed.push(...slice);
      for (const { computerId, packageId, packageName, packageVersion } of slice) {
        const what = { packageName, packageVersion, added: false };
        context.timeline.tell(computerId, { what: 'installation', by: actor.name, ...what });
        context.announcer.publish([`computer:${computerId}`, `package:${packageId}`], {
          kind: 'installationRemoved',
          computerId,
          packageId,
        });
      }
      await nextTurn();
    }
  } finally {
    // Also when a later slice failed: what is gone is gone, and somebody did it.
    await note(context, actor, removed);
  }
  return removed.length;
}

/** A line of the audit log for each package. */
async function note(context: HubContext, actor: Actor, removed: Installation[]): Promise<void> {
  for (const [packageId, rows] of Map.groupBy(removed, (row) => row.packageId)) {
    const [first] = rows;
    if (first === undefined) continue;
    const names = rows.slice(0, NAMED).map((row) => row.computerName);
    const more = rows.length > NAMED ? ` and ${rows.length - NAMED} more` : '';
    await audit(context, actor, {
      verb: 'installation.remove',
      subject: { kind: 'package', id: packageId, name: `${first.packageName} ${first.packageVersion}` },
      detail: `${counted(rows.length, 'computer', 'computers')}: ${names.join(', ')}${more}`,
    });
  }
}

function addInstallationCommand(context: HubContext): InstallationCommands['addInstallation'] {
  return async (actor, input) => {
    const { computerId, packageId } = parse(AddInstallation, input);
    permit(actor, 'installation.add');
    const { announcer, drift, timeline } = context;
    const known = await find(context, { computerId, packageId });
    if (known !== undefined) return installationView(known);
    // The package must not be deleted between the look at it and the record.
    const added = await context.contentUse.run(() => record(context, { computerId, packageId, actor }));
    await audit(context, actor, {
      verb: 'installation.add',
      subject: { kind: 'computer', id: computerId, name: added.computerName },
      detail: `${added.packageName} ${added.packageVersion}`,
    });
    const { packageName, packageVersion } = added;
    const what = { packageName, packageVersion, added: true };
    timeline.tell(computerId, { what: 'installation', by: actor.name, ...what });
    announcer.publish([`computer:${computerId}`, `package:${packageId}`], {
      kind: 'installation',
      installation: installationView(added),
    });
    await drift.recorded(added);
    return installationView((await find(context, { computerId, packageId })) ?? added);
  };
}

async function record(
  { store, clock }: HubContext,
  { computerId, packageId, actor }: InstallationKey & { actor: Actor },
): Promise<Installation> {
  const [computer, entity] = await Promise.all([
    store.computers.get(computerId),
    store.packages.get(packageId),
  ]);
  if (computer === undefined) {
    throw new Refusal('notFound', { detail: `There is no computer ${computerId}.` });
  }
  if (entity === undefined) throw new Refusal('notFound', { detail: `There is no package ${packageId}.` });
  return store.installations.put({
    id: store.newId(),
    computerId,
    computerName: computer.name,
    packageId,
    familyId: entity.familyId,
    packageName: entity.familyName,
    packageVersion: entity.version,
    installedAt: clock.now(),
    installedBy: actor.name,
    byHand: true,
  });
}

async function find(
  { store }: HubContext,
  { computerId, packageId }: InstallationKey,
): Promise<Installation | undefined> {
  const rows = await store.installations.ofComputers([computerId]);
  return rows.find((row) => row.packageId === packageId);
}
