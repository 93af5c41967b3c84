import { Schema, type Connection, type Types } from 'mongoose';
import type { Wake } from '#domain/entities.ts';
import { schemaOptions } from './schema-options.ts';

export interface WakeDocument extends Omit<Wake, 'id' | 'computerId' | 'containerId'> {
  _id: Types.ObjectId;
  computerId: Types.ObjectId;
  containerId?: Types.ObjectId;
  /** Of those by hand: nothing else ever removes them. */
  forgetAt?: Date;
}

const schema = new Schema<WakeDocument>(
  {
    computerId: { type: Schema.Types.ObjectId, required: true },
    computerName: String,
    containerId: Schema.Types.ObjectId,
    containerName: String,
    by: { type: String, required: true },
    state: { type: String, required: true },
    startedAt: { type: Date, required: true },
    windowEndsAt: { type: Date, required: true },
    nextAt: Date,
    bursts: { type: Schema.Types.Mixed, required: true },
    awakeAt: Date,
    wokenByUs: { type: Boolean, required: true },
    shutdown: { type: String, required: true },
    detail: String,
    forgetAt: Date,
    revision: { type: Number, required: true },
  },
  schemaOptions,
);

// ofComputer, newest first.
schema.index({ computerId: 1, _id: -1 });
// ofContainer; ofComputer of one container; askShutdown and removeOfContainer by its beginning.
schema.index({ containerId: 1, computerId: 1, _id: -1 });
// The next two hold only what goes on: nearly nothing, nearly always.
const waking = { partialFilterExpression: { state: 'waking' } };
// overdue, by the next burst; waking.
schema.index({ state: 1, nextAt: 1 }, waking);
// overdue, by the end of the window.
schema.index({ state: 1, windowEndsAt: 1 }, waking);
// pendingShutdowns, awaitsShutdown.
schema.index(
  { shutdown: 1, wokenByUs: 1, computerId: 1 },
  { partialFilterExpression: { shutdown: 'pending', wokenByUs: true } },
);
schema.index({ forgetAt: 1 }, { expireAfterSeconds: 0 });

export const wakeModel = (connection: Connection) => connection.model('Wake', schema, 'wakes');
