import { expect, it } from 'vitest';
import { aContainer, aJob, anId, THEN } from '#tests/support/builders.ts';
import { describeStore } from './on-database.ts';

const sha = (letter: string) => letter.repeat(64);

describeStore('what computers hold', ({ store }) => {
  it('comes back as it was told last, of those of which something is known', async () => {
    const { heldContents } = store();
    const [one, other] = [anId(), anId()];
    const failure = {
      sha256: sha('f'),
      reason: 'diskFull',
      detail: 'no room',
      at: THEN,
      tries: 2,
      retryAt: new Date(THEN.getTime() + 1),
    } as const;
    await heldContents.put({ computerId: one, held: [sha('a')], failures: [] });
    const known = { computerId: one, held: [sha('b'), sha('c')], failures: [failure] };
    await heldContents.put(known);
    expect(await heldContents.ofComputers([one, other])).toStrictEqual(new Map([[one, known]]));
    const nothing = { computerId: one, held: [], failures: [] };
    await heldContents.put(nothing);
    expect(await heldContents.ofComputers([one])).toStrictEqual(new Map([[one, nothing]]));
    expect(await heldContents.ofComputers([])).toStrictEqual(new Map());
  });
});

describeStore('content that a container needs', ({ store }) => {
  it('is that of its waiting jobs, by computer', async () => {
    const [containerId, desk, till, shelf] = [anId(), anId(), anId(), anId()];
    const content = (letter: string) => ({ sha256: sha(letter), bytes: 1 });
    const job = (given: Parameters<typeof aJob>[0]) => aJob({ containerId, ...given });
    await store().jobs.insertMany([
      job({ computerId: desk, sequence: 1, content: content('a') }),
      job({ computerId: desk, sequence: 2, content: content('b') }),
      job({ computerId: desk, sequence: 3, content: content('a') }),
      job({ computerId: till, sequence: 4, content: content('a') }),
      job({ computerId: till, sequence: 5, content: content('c'), state: 'pushed' }),
      job({ computerId: shelf, sequence: 6 }),
      aJob({ computerId: desk, content: content('d') }),
    ]);
    expect(await store().jobs.contentsNeeded(containerId)).toStrictEqual(
      new Map([
        [desk, new Set([sha('a'), sha('b')])],
        [till, new Set([sha('a')])],
      ]),
    );
  });

  it('and how far it has come stands beside it, until nothing comes in advance', async () => {
    const { containers } = store();
    const container = aContainer({ preStage: true });
    await containers.insert(container);
    const preStaged = { computers: 240, present: 212, failed: 3 };
    await containers.setPreStaged(container.id, preStaged);
    expect(await containers.get(container.id)).toStrictEqual({ ...container, preStaged, revision: 2 });
    await containers.setPreStaged(container.id, undefined);
    expect(await containers.get(container.id)).toStrictEqual({ ...container, revision: 3 });
    await containers.setPreStaged(anId(), preStaged);
    const changed = await containers.change(container.id, { preStage: false });
    expect(changed).toStrictEqual({ ...container, preStage: false, revision: 4 });
  });
});
