import { expect, it } from 'vitest';
import { anApiToken, anEnrolmentToken, anId, aSession, aUser, THEN } from '#tests/support/builders.ts';
import { describeStore, idOf } from './on-database.ts';

const after = (ms: number) => new Date(THEN.getTime() + ms);

describeStore('users', ({ store }) => {
  it('have names of their own, without regard to case, and are listed by them', async () => {
    expect(await store().access.countUsers()).toBe(0);
    const [zoe, ada] = [aUser({ name: 'Zoe' }), aUser({ name: 'ada', role: 'admin' })];
    expect(await store().access.insertUser(zoe)).toStrictEqual(zoe);
    await store().access.insertUser(ada);
    await expect(store().access.insertUser(aUser({ name: 'ADA' }))).rejects.toMatchObject({
      code: 'nameTaken',
    });
    expect(await store().access.getUser(ada.id)).toStrictEqual(ada);
    expect(await store().access.findUserByName('Ada')).toStrictEqual(ada);
    expect(await store().access.findUserByName('ad')).toBeUndefined();
    expect(await store().access.listUsers()).toStrictEqual([ada, zoe]);
    expect(await store().access.countUsers()).toBe(2);
  });
});

describeStore('sessions', ({ store }) => {
  it('are gone from the millisecond they expire in', async () => {
    // Far ahead of the clock, so that the database's own removal cannot be what hides it.
    const expiresAt = new Date(Date.now() + 86_400_000);
    const session = aSession({ expiresAt });
    await store().access.insertSession(session);
    const before = new Date(expiresAt.getTime() - 1);
    expect(await store().access.getSession(session.id, before)).toStrictEqual(session);
    expect(await store().access.getSession(session.id, expiresAt)).toBeUndefined();
    const later = new Date(expiresAt.getTime() + 60_000);
    await store().access.extendSession(session.id, later);
    expect(await store().access.getSession(session.id, expiresAt)).toStrictEqual({
      ...session,
      expiresAt: later,
    });
    await store().access.deleteSession(session.id);
    expect(await store().access.getSession(session.id, before)).toBeUndefined();
  });

  it('are not made by an extension', async () => {
    await store().access.extendSession('no session', new Date(Date.now() + 86_400_000));
    expect(await store().access.getSession('no session', THEN)).toBeUndefined();
  });
});

describeStore('enrolment tokens', ({ store }) => {
  it('give 5 uses to 5 of 50 that ask at once', async () => {
    const token = anEnrolmentToken({ maxUses: 5 });
    await store().access.insertEnrolmentToken(token);
    const taken = await Promise.all(
      Array.from({ length: 50 }, () => store().access.useEnrolmentToken(token.id, THEN)),
    );
    expect(taken.filter((won) => won)).toHaveLength(5);
    expect(await store().access.getEnrolmentToken(token.id)).toStrictEqual({ ...token, uses: 5 });
  });

  it('begin with the uses they have had, and end in the millisecond they expire in', async () => {
    const used = anEnrolmentToken({ uses: 2, maxUses: 3, expiresAt: after(1_000) });
    await store().access.insertEnrolmentToken(used);
    expect(await store().access.useEnrolmentToken(used.id, after(1_000))).toBe(false);
    expect(await store().access.useEnrolmentToken(used.id, after(999))).toBe(true);
    expect(await store().access.useEnrolmentToken(used.id, after(0))).toBe(false);
    expect(await store().access.useEnrolmentToken(anId(), THEN)).toBe(false);
  });

  it('are listed newest first and deleted once', async () => {
    const three = [anEnrolmentToken(), anEnrolmentToken(), anEnrolmentToken()];
    for (const token of three) await store().access.insertEnrolmentToken(token);
    const newest = await store().access.listEnrolmentTokens({ limit: 2 });
    expect(newest.map(idOf)).toStrictEqual([three[2]?.id, three[1]?.id]);
    expect(await store().access.deleteEnrolmentToken(newest[0]?.id ?? '')).toBe(true);
    expect(await store().access.deleteEnrolmentToken(newest[0]?.id ?? '')).toBe(false);
    expect(await store().access.getEnrolmentToken(newest[0]?.id ?? '')).toBeUndefined();
  });
});

describeStore('API tokens', ({ store }) => {
  it('come back as inserted, newest first, and are deleted once', async () => {
    const [older, newer] = [anApiToken(), anApiToken({ expiresAt: THEN })];
    await store().access.insertApiToken(older);
    await store().access.insertApiToken(newer);
    expect(await store().access.listApiTokens()).toStrictEqual([newer, older]);
    expect(await store().access.getApiToken(older.id)).toStrictEqual(older);
    expect(await store().access.deleteApiToken(older.id)).toBe(true);
    expect(await store().access.deleteApiToken(older.id)).toBe(false);
    expect(await store().access.getApiToken(older.id)).toBeUndefined();
  });
});

describeStore('the use of API tokens', ({ store }) => {
  it('is written once a span, however often they are used', async () => {
    const token = anApiToken();
    await store().access.insertApiToken(token);
    const used = () => store().access.getApiToken(token.id);
    const use = (ms: number) =>
      store().access.useApiToken(token.id, { at: after(ms), since: after(ms - 60_000) });
    await use(0);
    expect(await used()).toStrictEqual({ ...token, lastUsedAt: after(0) });
    await use(60_000);
    expect(await used()).toMatchObject({ lastUsedAt: after(0) });
    await use(60_001);
    expect(await used()).toMatchObject({ lastUsedAt: after(60_001) });
    // A clock that was put back does not make it forgotten.
    await use(30_000);
    expect(await used()).toMatchObject({ lastUsedAt: after(60_001) });
    await store().access.useApiToken(anId(), { at: THEN, since: THEN });
  });
});

describeStore('users and their sign-ins', ({ store }) => {
  it('change role and password, and nothing of a user that is gone', async () => {
    const user = aUser();
    await store().access.insertUser(user);
    expect(await store().access.changeUser(user.id, { role: 'admin' })).toStrictEqual({
      ...user,
      role: 'admin',
    });
    await store().access.changeUser(user.id, { passwordHash: 'another' });
    expect(await store().access.getUser(user.id)).toStrictEqual({
      ...user,
      role: 'admin',
      passwordHash: 'another',
    });
    expect(await store().access.deleteUser(user.id)).toBe(true);
    expect(await store().access.deleteUser(user.id)).toBe(false);
    expect(await store().access.changeUser(user.id, { role: 'viewer' })).toBeUndefined();
    expect(await store().access.getUser(user.id)).toBeUndefined();
  });

  it('are found by their user', async () => {
    const expiresAt = new Date(Date.now() + 86_400_000);
    const [userId, other] = [anId(), anId()];
    const sessions = [aSession({ userId, expiresAt }), aSession({ userId, expiresAt })];
    for (const session of [...sessions, aSession({ userId: other, expiresAt })]) {
      await store().access.insertSession(session);
    }
    const gone = aSession({ userId, expiresAt: new Date(expiresAt.getTime() - 1) });
    await store().access.insertSession(gone);
    const counts = await store().access.countSessions(gone.expiresAt);
    expect([counts.get(userId), counts.get(other), counts.get(anId())]).toEqual([2, 1, undefined]);
    await store().access.deleteSession(gone.id);
    const found = await store().access.sessionsOf(userId);
    expect(new Set(found.map(idOf))).toStrictEqual(new Set(sessions.map(idOf)));
  });
});
