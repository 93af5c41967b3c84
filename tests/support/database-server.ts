/** Set by the test run when it brought up the embedded store for its tests. */
export const EMBEDDED_SERVER = 'REVEILLE_TEST_STORE';

/** The MongoDB that was asked for; undefined when the tests run on the embedded store. */
export function mongodbServer(): string | undefined {
  const uri = process.env['MONGODB_URI'];
  return uri === undefined || uri === '' ? undefined : uri;
}

/** The server the tests talk to: the MongoDB in `MONGODB_URI`, otherwise the run's own embedded store. */
export function databaseServer(): string {
  const uri = mongodbServer() ?? process.env[EMBEDDED_SERVER];
  if (uri === undefined) throw new Error('The test run has brought up no database: see vitest.config.ts.');
  return uri;
}
