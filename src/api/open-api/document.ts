import { SESSION_COOKIE } from '#hub/session-cookie.ts';
import type { Route } from '../route.ts';
import { Components, type JsonSchema } from './components.ts';
import { groupOf, operationOf, type Operation } from './operation.ts';

type SecurityScheme = Record<string, string>;

/** An OpenAPI 3.1 document, as far as we make use of it. */
export interface ApiDocument {
  openapi: '3.1.1';
  info: { title: string; version: string; description: string };
  jsonSchemaDialect: string;
  servers: { url: string }[];
  security: Record<string, string[]>[];
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, JsonSchema>; securitySchemes: Record<string, SecurityScheme> };
}

/** What the API is, made of the declarations that its requests are held to. */
export function documentOf(routes: readonly Route[], version: string): ApiDocument {
  const components = new Components();
  const paths: ApiDocument['paths'] = {};
  for (const route of routes) {
    const path = `/${route.pattern.replaceAll(/:(\w+)/g, '{$1}')}`;
    const operations = (paths[path] ??= {});
    operations[route.method.toLowerCase()] = operationOf(route, components);
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Reveille',
      version,
      description: 'Lists are paged by cursor. Errors are problem documents (RFC 9457) with a code.',
    },
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    servers: [{ url: '/api/v1' }],
    security: [{ token: [] }, { session: [] }],
    tags: [...new Set(routes.map(({ pattern }) => groupOf(pattern)))].sort().map((name) => ({ name })),
    paths,
    components: {
      schemas: components.named(),
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'An API token' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: SESSION_COOKIE,
          description: 'A signed-in browser; a change must come from the hub’s own origin',
        },
      },
    },
  };
}
