import { DateTime, reply } from '../bson/value.ts';
import { MAX_DOCUMENT } from '../storage/collection.ts';
import { MAX_MESSAGE } from '../wire/message.ts';
import type { CommandDefinition } from './context.ts';
import { MAX_WRITES } from './writes.ts';

/**
 * What the driver is told on connecting. No `setName`: a server standing alone, so that the driver sends no
 * transaction numbers. No `topologyVersion`: the driver would expect answers that go on without being asked.
 */
export const hello: CommandDefinition = {
  fields:
    'client compression helloOk backpressure saslSupportedMechs speculativeAuthenticate loadBalanced'.split(
      ' ',
    ),
  run: () =>
    reply({
      helloOk: true,
      ismaster: true,
      isWritablePrimary: true,
      maxBsonObjectSize: MAX_DOCUMENT,
      maxMessageSizeBytes: MAX_MESSAGE,
      maxWriteBatchSize: MAX_WRITES,
      localTime: new DateTime(BigInt(Date.now())),
      logicalSessionTimeoutMinutes: 30,
      minWireVersion: 0,
      maxWireVersion: 21,
      readOnly: false,
    }),
};

export const ping: CommandDefinition = { fields: [], run: () => reply() };

export const endSessions: CommandDefinition = { fields: [], run: () => reply() };
