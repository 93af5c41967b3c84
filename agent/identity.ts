import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { Refusal } from '#protocol/errors.ts';
import { Identifier, Name, PublicKey, Sha256 } from '#protocol/identifiers.ts';
import { parse } from '#protocol/parse.ts';
import { type AgentConfig, type EnrolmentToken, readToken } from './config.ts';
import { systemCode } from './faults.ts';
import { generateKeyPair } from './keys.ts';
import type { Log } from './log.ts';

const Identity = z.object({
  /** Absent until the hub has answered the enrolment. */
  computerId: Identifier.optional(),
  name: Name,
  hubUrl: z.url(),
  hubFingerprint: Sha256,
  publicKey: PublicKey,
  privateKey: z.string(),
});
export type Identity = z.infer<typeof Identity>;

/** Who this agent is. With `token` it still has to enrol. */
export interface Belonging {
  identity: Identity;
  token?: EnrolmentToken;
}

/**
 * Reads who this agent is, or makes its key. The key is on disk before the hub hears of it: when the answer to an
 * enrolment is lost, the next start repeats it with the same key and gets the same computer.
 * @throws Refusal when the agent is not enrolled and has no token.
 */
export function establishIdentity(config: AgentConfig, log: Log): Belonging {
  mkdirSync(config.data, { recursive: true, mode: 0o700 });
  chmodSync(config.data, 0o700);
  const saved = loadIdentity(config.data);
  if (saved?.computerId !== undefined) return { identity: keepIdentity(saved, { config, log }) };
  if (config.token === undefined || config.hub === undefined) {
    throw new Refusal('invalidInput', {
      detail: 'This agent is not enrolled yet: --hub and --token are needed.',
    });
  }
  const token = readToken(config.token);
  const keys = saved ?? generateKeyPair();
  const identity: Identity = {
    name: config.name,
    hubUrl: new URL(config.hub).origin,
    hubFingerprint: token.hubFingerprint,
    publicKey: keys.publicKey,
    privateKey: keys.privateKey,
  };
  saveIdentity(config.data, identity);
  return { identity, token };
}

function keepIdentity(saved: Identity, { config, log }: { config: AgentConfig; log: Log }): Identity {
  if (config.token !== undefined) {
    const other = readToken(config.token).hubFingerprint !== saved.hubFingerprint;
    log.info(
      { computerId: saved.computerId },
      other
        ? 'enrolled at another hub already: the token is not used; empty the data folder to enrol anew'
        : 'enrolled already: the token is not needed',
    );
  }
  return config.hub === undefined ? saved : { ...saved, hubUrl: new URL(config.hub).origin };
}

function loadIdentity(folder: string): Identity | undefined {
  let text: string;
  try {
    text = readFileSync(join(folder, 'identity.json'), 'utf8');
  } catch (fault) {
    if (systemCode(fault) === 'ENOENT') return undefined;
    throw fault;
  }
  return parse(Identity, JSON.parse(text));
}

/** Writes the whole file under another name, syncs, renames: a crash leaves the old one or the new one. */
export function saveIdentity(folder: string, identity: Identity): void {
  const path = join(folder, 'identity.json');
  const file = openSync(`${path}.new`, 'w', 0o600);
  try {
    writeSync(file, JSON.stringify(identity, undefined, 2));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(`${path}.new`, path);
  const directory = openSync(dirname(path), 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
