import { counted } from '#domain/counted.ts';
import { Refusal } from '#protocol/errors.ts';
import { parse } from '#protocol/parse.ts';
import { CreateApiToken, CreateEnrolmentToken, RevokeEnrolmentToken } from '#protocol/requests.ts';
import { audit, permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { Commands } from '../hub.ts';
import { apiTokenText, enrolmentTokenText, hashSecret, newSecret } from '../secrets.ts';
import { apiTokenView, enrolmentTokenView } from '../views/entity-views.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

export function createEnrolmentTokenCommand(context: HubContext): Commands['createEnrolmentToken'] {
  return async (actor, input) => {
    const { name, validMinutes, maxUses } = parse(CreateEnrolmentToken, input);
    permit(actor, 'enrolment.write');
    const { store, clock, key } = context;
    const secret = newSecret();
    const now = clock.now();
    const token = {
      id: store.newId(),
      name,
      secretHash: hashSecret(secret),
      createdAt: now,
      createdBy: actor.name,
      expiresAt: new Date(now.getTime() + validMinutes * MINUTE),
      uses: 0,
      maxUses,
    };
    await store.access.insertEnrolmentToken(token);
    await audit(context, actor, {
      verb: 'enrolmentToken.create',
      subject: { kind: 'enrolmentToken', id: token.id, name },
      detail: `${counted(maxUses, 'use', 'uses')} until ${token.expiresAt.toISOString()}`,
    });
    const text = enrolmentTokenText({ id: token.id, secret, fingerprint: key.fingerprint });
    return { ...enrolmentTokenView(token), token: text };
  };
}

export function revokeEnrolmentTokenCommand(context: HubContext): Commands['revokeEnrolmentToken'] {
  return async (actor, input) => {
    const { tokenId } = parse(RevokeEnrolmentToken, input);
    permit(actor, 'enrolment.write');
    const { access } = context.store;
    const token = await access.getEnrolmentToken(tokenId);
    if (token === undefined || !(await access.deleteEnrolmentToken(tokenId))) throw new Refusal('notFound');
    await audit(context, actor, {
      verb: 'enrolmentToken.revoke',
      subject: { kind: 'enrolmentToken', id: tokenId, name: token.name },
    });
  };
}

export function createApiTokenCommand(context: HubContext): Commands['createApiToken'] {
  return async (actor, input) => {
    const { name, role, validDays } = parse(CreateApiToken, input);
    permit(actor, 'apiToken.write');
    const { store, clock } = context;
    const secret = newSecret();
    const now = clock.now();
    const token = {
      id: store.newId(),
      name,
      role,
      secretHash: hashSecret(secret),
      createdAt: now,
      createdBy: actor.name,
      ...(validDays === undefined ? {} : { expiresAt: new Date(now.getTime() + validDays * DAY) }),
    };
    await store.access.insertApiToken(token);
    await audit(context, actor, {
      verb: 'apiToken.create',
      subject: { kind: 'apiToken', id: token.id, name },
      detail: role,
    });
    return { ...apiTokenView(token), token: apiTokenText({ id: token.id, secret }) };
  };
}
