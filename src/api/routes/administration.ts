import {
  ChangePassword,
  ChangeRole,
  CreateApiToken,
  CreateEnrolmentToken,
  CreateUser,
} from '#protocol/requests.ts';
import {
  ApiTokenView,
  AuditView,
  CreatedApiToken,
  CreatedEnrolmentToken,
  EndedSessions,
  EnrolmentTokenView,
  SessionView,
  UserRow,
  UserView,
} from '#protocol/views/administration.ts';
import { LIMITS } from '#protocol/limits.ts';
import { csv, type Columns } from '../csv.ts';
import { AuditFilterQuery, AuditQuery, Paging } from '../page-query.ts';
import { bare, create, get, pageOf, patch, post, remove, rowsOf } from '../route.ts';

const AUDIT_COLUMNS: Columns<AuditView> = {
  at: ({ at }) => at,
  actorKind: ({ actor }) => actor.kind,
  actor: ({ actor }) => actor.name,
  address: ({ actor }) => actor.address,
  verb: ({ verb }) => verb,
  subjectKind: ({ subject }) => subject.kind,
  subjectId: ({ subject }) => subject.id,
  subject: ({ subject }) => subject.name,
  detail: ({ detail }) => detail,
};

export const administrationRoutes = [
  get(
    'users',
    { summary: 'Users, by name', may: 'user.read', reply: rowsOf(UserRow) },
    async ({ hub, actor }) => ({ rows: await hub.queries.users(actor) }),
  ),
  create(
    'users',
    {
      summary: 'Create a user',
      may: 'user.write',
      body: CreateUser,
      reply: UserView,
      errors: ['nameTaken'],
      secret: true,
    },
    ({ hub, actor, input }) => hub.commands.createUser(actor, input),
  ),
  patch(
    'users/:userId',
    {
      summary: "Change a user's role; signs the user out",
      may: 'user.write',
      body: ChangeRole,
      reply: UserView,
      errors: ['lastAdmin'],
    },
    ({ hub, actor, input }) => hub.commands.changeRole(actor, input),
  ),
  post(
    'users/:userId/password',
    {
      summary: 'Change a password, one’s own with the current one; ends all other sign-ins of the user',
      may: 'signedIn',
      body: ChangePassword,
      errors: ['forbidden', 'wrongCredentials', 'tooManyAttempts'],
      secret: true,
    },
    ({ hub, actor, input }) => hub.commands.changePassword(actor, input),
  ),
  remove(
    'users/:userId',
    { summary: 'Delete a user; signs the user out', may: 'user.write', errors: ['lastAdmin'] },
    ({ hub, actor, param }) => hub.commands.deleteUser(actor, { userId: param('userId') }),
  ),
  remove(
    'users/:userId/sessions',
    {
      summary: 'End all sign-ins of a user; of one’s own all others',
      may: 'signedIn',
      reply: EndedSessions,
      errors: ['forbidden'],
    },
    ({ hub, actor, param }) => hub.commands.endSessions(actor, { userId: param('userId') }),
  ),
  get(
    'sessions',
    { summary: 'One’s own sign-ins, newest first', may: 'signedIn', reply: rowsOf(SessionView) },
    async ({ hub, actor }) => ({ rows: await hub.queries.ownSessions(actor) }),
  ),
  remove(
    'sessions/:sessionId',
    { summary: 'End one of one’s own sign-ins', may: 'signedIn' },
    ({ hub, actor, param }) => hub.commands.endSession(actor, { sessionId: param('sessionId') }),
  ),

  get(
    'enrolment-tokens',
    {
      summary: 'Enrolment tokens, newest first',
      may: 'enrolment.read',
      query: Paging,
      reply: pageOf(EnrolmentTokenView),
    },
    ({ hub, actor, query }) => hub.queries.enrolmentTokens(actor, query),
  ),
  create(
    'enrolment-tokens',
    {
      summary: 'Create an enrolment token; it is shown this once',
      may: 'enrolment.write',
      body: CreateEnrolmentToken,
      reply: CreatedEnrolmentToken,
      secret: true,
    },
    ({ hub, actor, input }) => hub.commands.createEnrolmentToken(actor, input),
  ),
  remove(
    'enrolment-tokens/:tokenId',
    { summary: 'Revoke an enrolment token', may: 'enrolment.write' },
    ({ hub, actor, param }) => hub.commands.revokeEnrolmentToken(actor, { tokenId: param('tokenId') }),
  ),

  get(
    'api-tokens',
    { summary: 'API tokens, newest first', may: 'apiToken.read', reply: rowsOf(ApiTokenView) },
    async ({ hub, actor }) => ({ rows: await hub.queries.apiTokens(actor) }),
  ),
  create(
    'api-tokens',
    {
      summary: 'Create an API token; it is shown this once',
      may: 'apiToken.write',
      body: CreateApiToken,
      reply: CreatedApiToken,
      secret: true,
    },
    ({ hub, actor, input }) => hub.commands.createApiToken(actor, input),
  ),
  remove(
    'api-tokens/:tokenId',
    { summary: 'Revoke an API token', may: 'apiToken.write' },
    ({ hub, actor, param }) => hub.commands.revokeApiToken(actor, { tokenId: param('tokenId') }),
  ),

  get(
    'audit',
    {
      summary: 'The audit log, newest first',
      may: 'audit.read',
      query: AuditQuery,
      reply: pageOf(AuditView),
    },
    ({ hub, actor, query }) => hub.queries.audit(actor, query),
  ),
  bare(
    'GET',
    'audit.csv',
    {
      summary: 'The audit log as a table, newest first, all that fits',
      may: 'audit.read',
      query: AuditFilterQuery,
      status: 200,
      sends: ['text/csv'],
      tells: { 200: { 'content-disposition': 'The name of the file' } },
    },
    ({ hub, actor, query }) =>
      csv({
        name: 'audit-log',
        columns: AUDIT_COLUMNS,
        read: (cursor) =>
          hub.queries.audit(actor, {
            ...query,
            limit: LIMITS.pageRows,
            ...(cursor === undefined ? {} : { cursor }),
          }),
      }),
  ),
];
