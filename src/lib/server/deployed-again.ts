import type { RequestEvent } from '@sveltejs/kit';
import { FAILED } from '$lib/containers/retry.ts';
import type { JobAction } from '#protocol/job.ts';
import { actorOf } from './actor.ts';
import { loaded } from './refusal.ts';

const PAGE = 500;
/** Computers that are shown one by one; more of them are a list of names. */
const ONE_BY_ONE = 200;

/** What failed of a job container, as a deployment of its own. */
export interface DeployedAgain {
  action: JobAction;
  packageIds: string[];
  /** Either these, or a name a line. */
  computerIds: string[];
  computerNames: string;
}

/** Of the jobs that failed those that were chosen, not what came along for their sake. */
export async function deployedAgain(
  { locals }: Pick<RequestEvent, 'locals'>,
  containerId: string,
): Promise<DeployedAgain> {
  const actor = actorOf({ locals });
  let action: JobAction | undefined;
  const packageIds = new Set<string>();
  const computers = new Map<string, string>();
  for (let cursor: string | undefined; ;) {
    const from = cursor === undefined ? {} : { cursor };
    const wanted = { containerId, states: [...FAILED], limit: PAGE, ...from };
    const page = await loaded(locals.hub.queries.jobs(actor, wanted));
    for (const job of page.rows) {
      if (job.reasons.every(({ kind }) => kind === 'dependencyOf')) continue;
      action ??= job.action;
      if (job.action !== action) continue;
      packageIds.add(job.packageId);
      computers.set(job.computerId, job.computerName);
    }
    cursor = page.next;
    if (cursor === undefined) break;
  }
  const isShort = computers.size <= ONE_BY_ONE;
  return {
    action: action ?? 'install',
    packageIds: [...packageIds],
    computerIds: isShort ? [...computers.keys()] : [],
    computerNames: isShort ? '' : [...computers.values()].join('\n'),
  };
}
