import mongoose from 'mongoose';

/** Seconds between two checkpoints: files of dropped collections go with one. MongoDB's default is 60. */
const CHECKPOINT_SECONDS = 10;

/**
 * Lets a MongoDB give up what was dropped at once. It keeps the files of dropped collections open for 5 minutes, for
 * readers of the past; hundreds of tests with a database each reach its limit of open files before that.
 */
export async function forgetDropped(uri: string): Promise<void> {
  const connection = mongoose.createConnection(uri);
  try {
    const admin = (await connection.asPromise()).getClient().db('admin');
    await admin.command({ setParameter: 1, minSnapshotHistoryWindowInSeconds: 0 });
    await admin.command({ setParameter: 1, syncdelay: CHECKPOINT_SECONDS });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.warn(`\n*** This MongoDB keeps what tests have dropped for a while: ${reason} ***\n`);
  } finally {
    await connection.destroy();
  }
}
