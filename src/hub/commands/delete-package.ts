import { counted } from '#domain/counted.ts';
import type { Actor, Package } from '#domain/entities.ts';
import { whyKept, type KeptReason } from '#domain/package-use.ts';
import { Refusal } from '#protocol/errors.ts';
import { parse } from '#protocol/parse.ts';
import { DeletePackage } from '#protocol/requests.ts';
import { audit, permit } from '../actor.ts';
import { removeUnused } from '../content-use.ts';
import type { HubContext } from '../hub-context.ts';
import type { PackageLifeCommands } from '../hub/packages.ts';
import { usesOf } from '../package-use.ts';
import { removeInstallations } from '../remove-installations.ts';
import { packageGroupView } from '../views/group-view.ts';
import { cancelTogether } from './deployments.ts';
import { announceFamilyOf } from './packages.ts';

/** Jobs that are cancelled at once: the event loop is free in between. */
const AT_ONCE = 200;

/** M5, M6, M7. */
export function deletePackageCommand(context: HubContext): PackageLifeCommands['deletePackage'] {
  return async (actor, input) => {
    const { packageId, confirmName } = parse(DeletePackage, input);
    permit(actor, 'package.delete');
    const { store, announcer, contentUse } = context;
    const doomed = await store.packages.get(packageId);
    if (doomed === undefined) throw new Refusal('notFound');
    const name = `${doomed.familyName} ${doomed.version}`;
    const forced = confirmName !== undefined;
    if (forced && confirmName.trim() !== name) {
      throw new Refusal('invalidInput', {
        detail: `To delete it all the same, confirm it with its name: ${name}.`,
        fields: [{ path: 'confirmName', message: `must be ${name}` }],
      });
    }
    refuse(await reasonsOf(context, packageId), { forced });
    if (forced) await cancelJobs(context, { actor, doomed });
    // No job of it is made, and no package begins to need it, from here to its end.
    const removed = await contentUse.run(async () => {
      const left = await reasonsOf(context, packageId);
      refuse(
        left.filter(({ kind }) => !(forced && kind === 'installed')),
        { forced: false },
      );
      const records = forced ? await removeInstallations(context, packageId) : 0;
      if (!(await store.packages.delete(packageId))) throw new Refusal('notFound');
      // What a late success has recorded meanwhile. Everything from here on is made up for at the next start.
      await removeInstallations(context, packageId);
      if (doomed.content !== undefined) await removeUnused(context, doomed.content.sha256);
      return records;
    });
    await audit(context, actor, {
      verb: 'package.delete',
      subject: { kind: 'package', id: packageId, name },
      ...(removed === 0 ? {} : { detail: `confirmed by name; with ${removed} installation records` }),
    });
    announcer.publish(['packages', `package:${packageId}`], {
      kind: 'packageRemoved',
      packageId,
      familyId: doomed.familyId,
    });
    for (const group of await store.groups.forgetPackage(packageId)) {
      announcer.publish(['groups'], { kind: 'group', group: packageGroupView(group) });
    }
    await announceFamilyOf(context, doomed);
  };
}

const reasonsOf = async (context: HubContext, packageId: string) => whyKept(await usesOf(context, packageId));

/** @throws Refusal `packageInUse` with a field for each reason that stands in the way */
function refuse(reasons: readonly KeptReason[], { forced }: { forced: boolean }): void {
  const standing = reasons.filter((reason) => !(forced && reason.forced));
  if (standing.length === 0) return;
  throw new Refusal('packageInUse', {
    detail: standing.map(({ sentence }) => sentence).join(' '),
    fields: standing.map(({ kind, sentence }) => ({ path: kind, message: sentence })),
  });
}

/** What waits is cancelled; what an agent holds is asked back, and stays until the agent has confirmed it. */
async function cancelJobs(context: HubContext, wish: { actor: Actor; doomed: Package }): Promise<void> {
  const { store, changes, counts, announcer, wakes } = context;
  const { actor, doomed } = wish;
  const containers = new Set<string>();
  let jobs = 0;
  for (let before: string | undefined; ;) {
    const pending = await store.jobs.pendingOfPackage({
      packageId: doomed.id,
      limit: AT_ONCE,
      ...(before === undefined ? {} : { before }),
    });
    const last = pending.at(-1);
    if (last === undefined) break;
    before = last.id;
    jobs += pending.length;
    for (const job of pending) containers.add(job.containerId);
    await changes.settle(await cancelTogether(context, { actor, jobs: pending }), true);
  }
  if (jobs === 0) return;
  for (const containerId of containers) {
    await counts.recount(containerId);
    await announcer.container(containerId);
    wakes.changed(containerId);
  }
  await audit(context, actor, {
    verb: 'package.cancelJobs',
    subject: { kind: 'package', id: doomed.id, name: `${doomed.familyName} ${doomed.version}` },
    detail: `${counted(jobs, 'job', 'jobs')}, to delete it`,
  });
}
