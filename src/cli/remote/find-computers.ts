import { readFile, stat } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { z } from 'zod';
import { LIMITS } from '#protocol/limits.ts';
import { ComputerView } from '#protocol/views/computer.ts';
import type { ApiClient } from './api-client.ts';
import { wrongUsage } from './exit.ts';
import { isIdentifier, keyOf, unlessUnknown, whatIsThere } from './names.ts';
import type { Outside } from './outside.ts';

/** What is needed of a computer to name it: no more, so that hubs of other versions do as well. */
const NamedComputer = ComputerView.pick({ id: true, name: true });
type NamedComputer = z.infer<typeof NamedComputer>;

/** More names than this are looked up in the whole list instead of one by one. */
const ASKED_ONE_BY_ONE = 20;
/** Unknown names that are explained. */
const EXPLAINED = 10;
/** Bytes of a file with names: the most computers that one request may name, with long names. */
const LIST_BYTES = LIMITS.targetsPerRequest * (LIMITS.nameLength + 2);

/**
 * The computers that these names or ids mean, each once, in their order. Names are compared whole, without regard to
 * case. @throws RemoteEnd that lists what is there for each word that means none
 */
export async function findComputers(client: ApiClient, words: readonly string[]): Promise<NamedComputer[]> {
  const find =
    words.length > ASKED_ONE_BY_ONE ? await inWholeList(client) : (word: string) => one(client, word);
  const found = new Map<string, NamedComputer>();
  const unknown: string[] = [];
  for (const word of words) {
    const computer = await find(word);
    if (computer === undefined) unknown.push(word);
    else found.set(computer.id, computer);
  }
  if (unknown.length > 0) throw wrongUsage(...(await explained(client, unknown)));
  return [...found.values()];
}

async function one(client: ApiClient, word: string): Promise<NamedComputer | undefined> {
  if (isIdentifier(word)) {
    const computer = await unlessUnknown(client.get(`computers/${word}`, NamedComputer));
    if (computer !== undefined) return computer;
  }
  const key = keyOf(word);
  for await (const computer of client.each('computers', NamedComputer, { search: word.trim() })) {
    if (keyOf(computer.name) === key) return computer;
  }
  return undefined;
}

async function inWholeList(client: ApiClient): Promise<(word: string) => NamedComputer | undefined> {
  const known = new Map<string, NamedComputer>();
  for await (const computer of client.each('computers', NamedComputer)) {
    known.set(computer.id, computer);
    known.set(keyOf(computer.name), computer);
  }
  return (word) => known.get(keyOf(word));
}

async function explained(client: ApiClient, unknown: string[]): Promise<string[]> {
  const lines: string[] = [];
  for (const word of unknown.slice(0, EXPLAINED)) {
    const there = await whatIsThere(word, (search, most) =>
      client.rows('computers', NamedComputer, { search, most }),
    );
    lines.push(`There is no computer "${word}". ${there}`);
  }
  if (unknown.length > EXPLAINED) lines.push(`${unknown.length - EXPLAINED} other names are unknown, too.`);
  return lines;
}

/** A name on each line of a file, `-` for what is piped in; empty lines and those behind a `#` do not count. */
export async function namesFromFile(file: string, outside: Outside): Promise<string[]> {
  const whole = file === '-' ? await piped(outside) : await read(file);
  return whole
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

async function read(file: string): Promise<string> {
  try {
    if ((await stat(file)).size > LIST_BYTES) throw new Error('it is too long for a list of names');
    return await readFile(file, 'utf8');
  } catch (error) {
    throw wrongUsage(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function piped(outside: Outside): Promise<string> {
  return text(atMost(outside.standardInput()));
}

async function* atMost(input: AsyncIterable<Uint8Array | string>): AsyncGenerator<Uint8Array | string> {
  let left = LIST_BYTES;
  for await (const part of input) {
    left -= part.length;
    if (left < 0) throw wrongUsage('What is piped in is too long for a list of names.');
    yield part;
  }
}
