import type { Connection } from 'mongoose';
import { auditStore } from './audit.ts';
import { computerStore } from './computers.ts';
import { close, connect, type StoreLog } from './connection.ts';
import { heldContentsStore } from './held-contents.ts';
import { containerStore } from './containers.ts';
import type { Store } from './contract/store.ts';
import { asStoreError, refusingAbsence } from './driver-errors.ts';
import { familyStore } from './families.ts';
import { groupStore } from './groups.ts';
import { historyStore } from './history.ts';
import { idSequence } from './identifiers.ts';
import { createCollections } from './create-collections.ts';
import { installationStore } from './installations.ts';
import { jobStore } from './jobs.ts';
import { measure } from './measure.ts';
import { openCollections } from './models/collections.ts';
import { createModels } from './models/models.ts';
import { keyedRequestStore } from './keyed-requests.ts';
import { outputStore } from './output.ts';
import { packageStore } from './packages.ts';
import { checkSchemaVersion } from './schema-version.ts';
import { removalStore } from './removals.ts';
import { savedFilterStore } from './saved-filters.ts';
import { settingStore } from './settings.ts';
import { timelineStore } from './timeline.ts';
import { tokenStore } from './tokens.ts';
import { userStore } from './users.ts';
import { wakeStore } from './wakes.ts';

const PING_DEADLINE_MS = 3_000;

/**
 * Opens the store: connects, looks at the version of the documents, creates missing indexes. `databaseName`: else
 * the one in the URI, else `reveille`. `prepared`: by a hub that has it open: neither is looked at again.
 * @throws Refusal `unavailable` when no database answers within 3 seconds; Error when a newer hub wrote it
 */
export async function openStore(options: {
  uri: string;
  databaseName?: string;
  log?: StoreLog;
  prepared?: true;
}): Promise<Store> {
  try {
    const connection = await connect(options);
    try {
      return await storeOn(connection, options.prepared ?? false);
    } catch (error) {
      await close(connection);
      throw error;
    }
  } catch (error) {
    throw asStoreError(error);
  }
}

async function storeOn(connection: Connection, prepared: boolean): Promise<Store> {
  const models = createModels(connection);
  const collections = openCollections(connection);
  if (!prepared) {
    await checkSchemaVersion(models, connection.name);
    await createCollections(models);
  }
  return {
    computers: refusingAbsence(computerStore(models)),
    removals: refusingAbsence(removalStore(models)),
    packages: refusingAbsence(packageStore(models)),
    families: refusingAbsence(familyStore(models)),
    groups: refusingAbsence(groupStore(models)),
    containers: refusingAbsence(containerStore(models)),
    jobs: refusingAbsence(jobStore(models, collections)),
    heldContents: refusingAbsence(heldContentsStore(models)),
    output: refusingAbsence(outputStore(collections)),
    installations: refusingAbsence(installationStore(models)),
    access: refusingAbsence({ ...userStore(models), ...tokenStore(models) }),
    audit: refusingAbsence(auditStore(models)),
    history: refusingAbsence(historyStore(models)),
    settings: refusingAbsence(settingStore(models)),
    timeline: refusingAbsence(timelineStore(models, collections)),
    wakes: refusingAbsence(wakeStore(models)),
    savedFilters: refusingAbsence(savedFilterStore(models)),
    keyedRequests: refusingAbsence(keyedRequestStore(models)),
    measure: refusingAbsence({ measure: () => measure(connection, models) }).measure,
    newId: idSequence(),
    ping: () => answers(connection),
    close: () => close(connection),
  };
}

async function answers(connection: Connection): Promise<boolean> {
  if (connection.db === undefined) return false;
  try {
    await connection.db.command({ ping: 1 }, { signal: AbortSignal.timeout(PING_DEADLINE_MS) });
    return true;
  } catch {
    return false;
  }
}
