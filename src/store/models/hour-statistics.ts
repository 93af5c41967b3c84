import { Schema, type Connection } from 'mongoose';
import type { HourStatistics } from '#domain/entities.ts';
import { schemaOptions } from './schema-options.ts';

export interface HourStatisticsDocument extends Omit<HourStatistics, 'hour'> {
  /** The beginning of the hour. Everything is found by it. */
  _id: Date;
}

const schema = new Schema<HourStatisticsDocument>(
  {
    _id: { type: Date, required: true },
    counts: { type: Schema.Types.Mixed, required: true },
    startLatency: Schema.Types.Mixed,
    duration: Schema.Types.Mixed,
  },
  schemaOptions,
);

export const hourStatisticsModel = (connection: Connection) =>
  connection.model('HourStatistics', schema, 'hourStatistics');
