import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreError } from '../../src/store/embedded/errors.ts';
import { reply } from '../../src/store/embedded/bson/value.ts';
import { Budget } from '../../src/store/embedded/query/budget.ts';
import { Database } from '../../src/store/embedded/storage/database.ts';
import { TurnLoop } from '../../src/store/embedded/wire/turn-loop.ts';

let folder: string;
let database: Database;
let loop: TurnLoop;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'embedded-turn-'));
  database = new Database(join(folder, 'store.sqlite'));
  database.write('CREATE TABLE lines (text TEXT)');
  database.commit();
  loop = new TurnLoop(database);
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Submits work that is done in one slice; gives `done`, or what it was refused with. */
function submit(work: () => void): Promise<unknown> {
  return new Promise((resolve) =>
    loop.submit({
      budget: new Budget(),
      // eslint-disable-next-line require-yield -- the whole work is one slice
      *start() {
        work();
        return reply();
      },
      done: () => resolve('done'),
      refused: resolve,
    }),
  );
}

const write = (text: string) => database.write('INSERT INTO lines VALUES (?)', text);
const lines = () => database.rows('SELECT text FROM lines').flat();

describe('a request that fails', () => {
  it('by a refusal leaves the others of its turn alone', async () => {
    const refusal = new StoreError(2, 'no');
    const refused = () => {
      throw refusal;
    };
    expect(await Promise.all([submit(() => write('one')), submit(refused)])).toEqual(['done', refusal]);
    expect(lines()).toEqual(['one']);
  });

  it('by a defect while it writes leaves nothing half done: its turn is undone and its writers are told', async () => {
    const defect = new Error('a defect');
    const failing = () => {
      write('half');
      throw defect;
    };
    const reading = () => void lines();
    const ends = await Promise.all([submit(() => write('neighbour')), submit(failing), submit(reading)]);
    expect(ends).toEqual([defect, defect, 'done']);
    expect(lines()).toEqual([]);
    expect(await submit(() => write('later'))).toBe('done');
  });
});
