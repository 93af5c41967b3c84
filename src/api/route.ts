import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { Actor } from '#domain/entities.ts';
import type { Verb } from '#domain/permission.ts';
import type { Hub } from '#hub/hub.ts';
import type { ErrorCode } from '#protocol/errors.ts';
import { parse } from '#protocol/parse.ts';
import { queryOf } from './page-query.ts';
import { created, json, noContent, type Reply } from './reply.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What a handler knows of its request. */
export interface Call {
  hub: Hub;
  actor: Actor;
  request: IncomingMessage;
  /** The address as it was asked for. Its host is not to be trusted. */
  url: URL;
  /** The path below `/api/v1/` as it was asked for. */
  path: string;
  params: ReadonlyMap<string, string>;
  /** A part of the path by its name in the pattern, decoded. */
  param(name: string): string;
  /**
   * The JSON object of the body, of at most so many bytes (default 1 MiB); an absent body is an empty one.
   * @throws Refusal `invalidInput`, `tooLarge` …
   */
  body(most?: number): Promise<Record<string, unknown>>;
  /** Bytes that an upload may have. */
  uploadLimitBytes: number;
}

/** Who may: a verb of the table of permissions, or one for a single computer and one for several. */
export type Permission = Verb | readonly [one: Verb, several: Verb];

/** What the API's document says of a route, and what its requests are held to. */
export interface Declaration {
  /** One short sentence, without a full stop. */
  summary: string;
  /** `signedIn`: whoever shows valid credentials. */
  may: Permission | 'signedIn';
  /** Absent: no query parameter is taken. */
  query?: z.ZodObject;
  /** Parts of the path with the names of its fields win over what the body says. */
  body?: z.ZodObject;
  /** Bytes of the JSON body; default 1 MiB. */
  bodyBytes?: number;
  /** The view that is answered; absent: nothing, 204. */
  reply?: z.ZodType;
  /** Below which path what was created is; default: the route's own. */
  at?: string;
  /** Beyond those that every route may answer. */
  errors?: readonly ErrorCode[];
  /** Whether a POST only asks and changes nothing. */
  asks?: true;
  /** Whether request or answer hold a password or a token: nothing of them is kept, so no idempotency key is taken. */
  secret?: true;
}

/** A route that reads its request or writes its answer itself, with the media types beside JSON. */
export interface BareDeclaration extends Declaration {
  status: 200 | 201;
  takes?: readonly string[];
  /** A multipart form may say the same as the JSON body, with files. */
  form?: FormDeclaration;
  sends?: readonly string[];
  /** Headers of the request that it reads, beside those that every route does. */
  headers?: Readonly<Record<string, { says: string; schema: z.ZodType }>>;
  /** What headers of its answers say, by the status. */
  tells?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Who names what it has already (`If-None-Match`) is answered 304; `ranges`: parts can be asked for, too. */
  keeps?: 'whole' | 'ranges';
}

/** `whole`: the field that holds the body as JSON, before any file; instead, each property may be a field. */
export interface FormDeclaration {
  whole: string;
  files: string;
}

export interface Route {
  method: Method;
  /** Below `/api/v1/`, for example `computers/:computerId/jobs`. */
  pattern: string;
  declared: Readonly<Declaration & Partial<BareDeclaration>>;
  /** Of a success. */
  status: 200 | 201 | 204;
  handle(call: Call): Promise<Reply>;
}

const nothing = z.object({});
type Nothing = typeof nothing;

interface Typed<
  Query extends z.ZodObject,
  Body extends z.ZodObject,
  View extends z.ZodType,
> extends Declaration {
  query?: Query;
  body?: Body;
  reply?: View;
}
type Handler<Query extends z.ZodObject, Body extends z.ZodObject, View extends z.ZodType> = (
  call: Call & { query: z.output<Query>; input: z.output<Body> },
) => Promise<z.input<View>>;

function maker(method: Method, status: 200 | 201) {
  return <
    Query extends z.ZodObject = Nothing,
    Body extends z.ZodObject = Nothing,
    View extends z.ZodType = z.ZodVoid,
  >(
    pattern: string,
    declared: Typed<Query, Body, View>,
    handle: Handler<Query, Body, View>,
  ): Route => ({
    method,
    pattern,
    declared,
    status: declared.reply === undefined ? 204 : status,
    async handle(call) {
      const query = queryOf(declared.query ?? nothing, call.url) as z.output<Query>;
      const input = await inputOf(call, declared);
      const value = await handle({ ...call, query, input: input as z.output<Body> });
      if (declared.reply === undefined) return noContent();
      return status === 201 ? created(`${declared.at ?? call.path}/${idOf(value)}`, value) : json(200, value);
    },
  });
}

async function inputOf(call: Call, { body, bodyBytes }: Declaration): Promise<unknown> {
  if (body === undefined) return {};
  const named = [...call.params].filter(([name]) => Object.hasOwn(body.shape, name));
  return parse(body, { ...(await call.body(bodyBytes)), ...Object.fromEntries(named) });
}

function idOf(value: unknown): string {
  return z.object({ id: z.string() }).parse(value).id;
}

export const get = maker('GET', 200);
export const post = maker('POST', 200);
/** A POST that makes something with an id: 201, and where it is. */
export const create = maker('POST', 201);
export const put = maker('PUT', 200);
export const patch = maker('PATCH', 200);
export const remove = maker('DELETE', 200);

/** A route whose handler reads the request and writes the answer itself. Its query is held to the declaration. */
export const bare = <Query extends z.ZodObject = Nothing>(
  method: Method,
  pattern: string,
  declared: BareDeclaration & { query?: Query },
  handle: (call: Call & { query: z.output<Query> }) => Promise<Reply>,
): Route => ({
  method,
  pattern,
  declared,
  status: declared.status,
  handle: (call) =>
    handle({ ...call, query: queryOf(declared.query ?? nothing, call.url) as z.output<Query> }),
});

/** A page of a list. `next`: ask again with it as `cursor`; absent on the last page. */
export const pageOf = <Row extends z.ZodType>(row: Row) =>
  z.object({ rows: z.array(row), next: z.string().exactOptional() });

/** A list that is whole. */
export const rowsOf = <Row extends z.ZodType>(row: Row) => z.object({ rows: z.array(row) });
