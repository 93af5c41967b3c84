import { setImmediate as nextTurn } from 'node:timers/promises';
import { whySkipped } from '#domain/fleet/bulk.ts';
import type { Actor } from '#domain/entities.ts';
import { ERRORS, Refusal, type ErrorCode } from '#protocol/errors.ts';
import type { BulkWork } from '#protocol/requests.ts';
import type { BulkSkip } from '#protocol/views/bulk.ts';
import type { FleetRecord } from '../fleet/fleet-record.ts';
import type { HubContext } from '../hub-context.ts';
import type { Commands } from '../hub.ts';
import type { BulkOutcome, BulkRun } from './bulk-run.ts';

/** What is done to each computer by itself. */
export type SingleCommands = Pick<
  Commands,
  'orderPower' | 'sendMessage' | 'deleteComputer' | 'changeMembers'
>;

/** Computers that are written together, and those whose agents are asked side by side. */
const SLICE = 200;
const LANES = 20;

interface Task {
  context: HubContext;
  single: SingleCommands;
  actor: Actor;
  work: BulkWork;
  run: BulkRun;
}

/** Slice by slice, each computer looked at again just before its turn. */
export async function carryOut(task: Task, computerIds: readonly string[]): Promise<void> {
  const { context, run } = task;
  for (let from = 0; from < computerIds.length && !run.isToStop; from += SLICE) {
    const slice = computerIds.slice(from, from + SLICE);
    await (isOfSlices(task.work) ? together(task, slice) : oneByOne(task, slice));
    context.bulk.tell(run);
    await nextTurn();
  }
}

const isOfSlices = ({ action }: BulkWork) =>
  action === 'wake' || action === 'joinGroup' || action === 'leaveGroup';

/** Y1, on what is known now. @returns undefined of one that is left out, and counted so */
function due({ context, work, run }: Task, computerId: string): FleetRecord | undefined {
  const record = context.fleet.index.get(computerId);
  const reason: BulkSkip | undefined = record === undefined ? 'gone' : whySkipped(work, record);
  if (reason === undefined) return record;
  run.take({ outcome: 'skipped', reason });
  return undefined;
}

async function together(task: Task, ids: readonly string[]): Promise<void> {
  const { run } = task;
  const records = ids.flatMap((id) => due(task, id) ?? []);
  if (records.length === 0) return;
  try {
    await writeTogether(
      task,
      records.map(({ id }) => id),
    );
    run.take({ outcome: 'done' }, records.length);
  } catch (error) {
    for (const record of records) run.take(failure(record, error));
  }
}

async function writeTogether({ context, single, actor, work }: Task, ids: string[]): Promise<void> {
  switch (work.action) {
    case 'wake':
      await context.wakes.byHand(await context.store.computers.getMany(ids), actor.name);
      return;
    case 'joinGroup':
      await single.changeMembers(actor, { groupId: work.groupId, add: ids });
      return;
    case 'leaveGroup':
      await single.changeMembers(actor, { groupId: work.groupId, remove: ids });
      return;
    default:
      throw new Error(`${work.action} is not written together`);
  }
}

async function oneByOne(task: Task, ids: readonly string[]): Promise<void> {
  const { run, context } = task;
  const waiting = [...ids].values();
  const lane = async (): Promise<void> => {
    for (const id of waiting) {
      if (run.isToStop) return;
      const record = due(task, id);
      if (record === undefined) continue;
      run.take(await outcomeOf(record, () => act(task, record)));
      context.bulk.tell(run);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

async function act({ single, actor, work }: Task, { id: computerId }: FleetRecord): Promise<void> {
  switch (work.action) {
    case 'restart':
    case 'shutdown': {
      const { action, delaySeconds, reason } = work;
      await single.orderPower(actor, { computerId, action, delaySeconds, reason });
      return;
    }
    case 'message':
      await single.sendMessage(actor, { computerId, text: work.text });
      return;
    case 'delete':
      await single.deleteComputer(actor, { computerId });
      return;
    default:
      throw new Error(`${work.action} is not done one by one`);
  }
}

/** What has changed since it was looked at is no failure. */
const SKIPPED: Partial<Record<ErrorCode, BulkSkip>> = {
  computerOffline: 'offline',
  computerInUse: 'inUse',
  notFound: 'gone',
};

async function outcomeOf(record: FleetRecord, action: () => Promise<void>): Promise<BulkOutcome> {
  try {
    await action();
    return { outcome: 'done' };
  } catch (error) {
    const reason = error instanceof Refusal ? SKIPPED[error.code] : undefined;
    return reason === undefined ? failure(record, error) : { outcome: 'skipped', reason };
  }
}

function failure({ id: computerId, name }: FleetRecord, error: unknown): BulkOutcome {
  const message = error instanceof Refusal ? (error.detail ?? ERRORS[error.code][1]) : ERRORS.internal[1];
  return { outcome: 'failed', computerId, name, message };
}
