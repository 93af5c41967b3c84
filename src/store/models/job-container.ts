import { Schema, type Connection, type Types } from 'mongoose';
import type { JobContainer } from '#domain/entities.ts';
import { schemaOptions } from './schema-options.ts';

export interface JobContainerDocument extends Omit<JobContainer, 'id'> {
  _id: Types.ObjectId;
  /** There, and true, while the counts name a pending job. */
  unsettled?: true;
}

const schema = new Schema<JobContainerDocument>(
  {
    name: { type: String, required: true },
    notes: { type: String, default: '' },
    startAt: { type: Date, required: true },
    priority: { type: Number, required: true },
    endAt: Date,
    sequenceMode: String,
    lateArrival: String,
    graceMinutes: Number,
    addressRanges: String,
    timeFrames: String,
    restartTimeoutMinutes: Number,
    wakeOnLan: Boolean,
    shutdownAfterCompletion: Boolean,
    beganAt: Date,
    preStage: Boolean,
    preStaged: Schema.Types.Mixed,
    wakeSweptAt: Date,
    settledAt: Date,
    settledAs: String,
    purging: Boolean,
    forceReinstall: { type: Boolean, required: true },
    uninstallOtherVersions: Boolean,
    paused: { type: Boolean, required: true },
    jobs: { type: Number, required: true },
    counts: { type: Schema.Types.Mixed, required: true },
    unsettled: Boolean,
    createdAt: { type: Date, required: true },
    createdBy: { type: String, required: true },
    revision: { type: Number, required: true },
  },
  schemaOptions,
);

// unsettled, unsettledContainers. Settled containers, which are nearly all, are left out. list goes by _id.
schema.index({ unsettled: 1 }, { sparse: true });
// settledBefore, withoutSettlement: not sparse, as the latter asks for those that have neither field.
schema.index({ settledAs: 1, settledAt: 1 });
// purging.
schema.index({ purging: 1 }, { sparse: true });

export const jobContainerModel = (connection: Connection) =>
  connection.model('JobContainer', schema, 'jobContainers');
