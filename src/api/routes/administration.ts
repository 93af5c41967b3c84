import { parse } from '#protocol/parse.ts';
import {
  CreateApiToken,
  CreateEnrolmentToken,
  CreateUser,
  RevokeEnrolmentToken,
} from '#protocol/requests.ts';
import { auditQuery } from '../page-query.ts';
import { created, noContent, ok } from '../reply.ts';
import { get, post, remove } from '../route.ts';

export const administrationRoutes = [
  get('users', async ({ hub, actor }) => ok({ rows: await hub.queries.users(actor) })),
  post('users', async ({ hub, actor, body }) => {
    const user = await hub.commands.createUser(actor, parse(CreateUser, await body()));
    return created(`users/${user.id}`, user);
  }),

  get('enrolment-tokens', async ({ hub, actor }) => ok({ rows: await hub.queries.enrolmentTokens(actor) })),
  post('enrolment-tokens', async ({ hub, actor, body }) => {
    const input = parse(CreateEnrolmentToken, await body());
    const token = await hub.commands.createEnrolmentToken(actor, input);
    return created(`enrolment-tokens/${token.id}`, token);
  }),
  remove('enrolment-tokens/:tokenId', async ({ hub, actor, param }) => {
    await hub.commands.revokeEnrolmentToken(
      actor,
      parse(RevokeEnrolmentToken, { tokenId: param('tokenId') }),
    );
    return noContent();
  }),

  get('api-tokens', async ({ hub, actor }) => ok({ rows: await hub.queries.apiTokens(actor) })),
  post('api-tokens', async ({ hub, actor, body }) => {
    const token = await hub.commands.createApiToken(actor, parse(CreateApiToken, await body()));
    return created(`api-tokens/${token.id}`, token);
  }),

  get('audit', async ({ hub, actor, url }) => ok(await hub.queries.audit(actor, auditQuery(url)))),
];
