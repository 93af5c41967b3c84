import { expect, it } from 'vitest';
import { aKeyedRequest, anId } from '#tests/support/builders.ts';
import { describeStore } from './on-database.ts';

describeStore('requests with an idempotency key', ({ store }) => {
  const requests = () => store().keyedRequests;

  it('are begun once, however many begin at once, and keep their answer', async () => {
    const request = aKeyedRequest();
    const now = new Date();
    const begun = await Promise.all(Array.from({ length: 20 }, () => requests().begin(request, now)));
    expect(begun.filter((known) => known === undefined)).toHaveLength(1);
    expect(begun.filter((known) => known !== undefined)).toStrictEqual(Array(19).fill(request));
    const answer = { status: 201, location: '/api/v1/jobs/1', body: '{"id":"1"}' };
    await requests().answer(request.id, answer);
    expect(await requests().begin({ ...request, digest: 'another' }, now)).toStrictEqual({
      ...request,
      answer,
    });
  });

  it('are as good as gone from the millisecond they expire in, and when they are forgotten', async () => {
    const request = aKeyedRequest();
    const before = new Date(request.expiresAt.getTime() - 1);
    await requests().begin(request, before);
    expect(await requests().begin(request, before)).toStrictEqual(request);
    const later = { ...request, expiresAt: new Date(request.expiresAt.getTime() + 1_000) };
    expect(await requests().begin(later, request.expiresAt)).toBeUndefined();
    expect(await requests().begin(later, request.expiresAt)).toStrictEqual(later);
    await requests().forget(request.id);
    expect(await requests().begin(later, request.expiresAt)).toBeUndefined();
  });

  it('are counted by their actor, no further than asked', async () => {
    const actorId = `user ${anId()}`;
    for (let n = 0; n < 4; n += 1) await requests().begin(aKeyedRequest({ actorId }), new Date());
    expect(await requests().countOf(actorId, 10)).toBe(4);
    expect(await requests().countOf(actorId, 3)).toBe(3);
    expect(await requests().countOf('nobody', 3)).toBe(0);
  });
});
