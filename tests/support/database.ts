import mongoose from 'mongoose';

const ANSWER_MS = 5000;

/** The hosts of a MongoDB URI, without the credentials it may hold. */
const hosts = (uri: string) =>
  /^mongodb(?:\+srv)?:\/\/(?:[^@/]*@)?([^/?]+)/.exec(uri)?.[1] ?? 'an address that is none';

/**
 * Whether the tests' database can be used.
 * @returns undefined when it answers, else one line that says what is wrong
 */
export async function databaseProblem(uri: string): Promise<string | undefined> {
  const connection = mongoose.createConnection(uri, { serverSelectionTimeoutMS: ANSWER_MS });
  try {
    await connection.asPromise();
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `MongoDB at ${hosts(uri)} does not answer: ${reason.split('\n')[0] ?? ''}`;
  } finally {
    await connection.destroy();
  }
}
