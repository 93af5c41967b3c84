import mongoose from 'mongoose';

/** Seconds between two checkpoints: files of dropped collections go with one. MongoDB's default is 60. */
const CHECKPOINT_SECONDS = 10;

const PARAMETERS = [
  // The files of dropped collections stay open for 5 minutes else, for readers of the past: hundreds of tests with a
  // database each reach the limit of open files before that.
  { minSnapshotHistoryWindowInSeconds: 0 },
  { syncdelay: CHECKPOINT_SECONDS },
  // The slot-based engine of 7.0.15 for Windows corrupts its memory when it takes the plan of a $group from its cache;
  // the server is gone minutes later. The classic one gives the same answers.
  { internalQueryFrameworkControl: 'forceClassicEngine' },
];

/** Makes a MongoDB fit for hundreds of tests with a database each. */
export async function prepareMongodb(uri: string): Promise<void> {
  const connection = mongoose.createConnection(uri);
  try {
    const admin = (await connection.asPromise()).getClient().db('admin');
    for (const parameter of PARAMETERS) await admin.command({ setParameter: 1, ...parameter });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.warn(`\n*** This MongoDB is tested as it is: ${reason} ***\n`);
  } finally {
    await connection.destroy();
  }
}
