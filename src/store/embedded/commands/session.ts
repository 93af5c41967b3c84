import { Double, DateTime, replyOf, type ReplyDocument } from '../bson/value.ts';
import { MAX_DOCUMENT } from '../storage/collection.ts';
import { MAX_MESSAGE } from '../wire/message.ts';
import type { CommandDefinition } from './context.ts';
import { MAX_WRITES } from './stored-write.ts';

const ok = new Double(1);

/**
 * What the driver is told on connecting. No `setName`: a server standing alone, so that the driver sends no
 * transaction numbers. No `topologyVersion`: the driver would expect answers that go on without being asked.
 */
function greeting(): ReplyDocument {
  return replyOf({
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
    ok,
  });
}

function answering(reply: () => ReplyDocument): CommandDefinition['run'] {
  // eslint-disable-next-line require-yield -- handlers are generators, this one is done at once
  return function* () {
    return reply();
  };
}

const GREETING_FIELDS = [
  'client',
  'compression',
  'helloOk',
  'backpressure',
  'saslSupportedMechs',
  'speculativeAuthenticate',
  'loadBalanced',
];

export const hello: CommandDefinition = { fields: GREETING_FIELDS, run: answering(greeting) };

export const ping: CommandDefinition = { fields: [], run: answering(() => replyOf({ ok })) };

export const endSessions: CommandDefinition = { fields: [], run: answering(() => replyOf({ ok })) };

export const buildInfo: CommandDefinition = {
  fields: [],
  run: answering(() =>
    replyOf({
      version: '7.0.0',
      versionArray: [7, 0, 0, 0],
      modules: ['embedded'],
      storageEngines: ['sqlite'],
      bits: 64,
      maxBsonObjectSize: MAX_DOCUMENT,
      ok,
    }),
  ),
};
