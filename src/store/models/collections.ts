import type { Connection } from 'mongoose';
import type { ComputerEventDocument } from './computer-event.ts';
import type { JobDocument } from './job.ts';
import type { OutputChunkDocument } from './output-chunk.ts';

/**
 * The collections that take thousands of writes in a second, without the cast of every field: their documents
 * are built by typed functions of ours.
 */
export const openCollections = (connection: Connection) => ({
  jobs: connection.collection<JobDocument>('jobs'),
  outputChunks: connection.collection<OutputChunkDocument>('outputChunks'),
  computerEvents: connection.collection<ComputerEventDocument>('computerEvents'),
});
export type Collections = ReturnType<typeof openCollections>;
