import { leastRole } from '#hub/permission-words.ts';
import type { Permission, Route } from '../route.ts';
import type { Components } from './components.ts';
import { parametersOf, type Parameter } from './parameters.ts';
import { requestBodyOf, type RequestBody } from './request-body.ts';
import { responsesOf, type Response } from './responses.ts';

/** One method of one path, as OpenAPI 3.1 describes it. */
export interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  parameters: Parameter[];
  requestBody?: RequestBody;
  responses: Record<string, Response>;
  /** The least role that may; the second for more than one computer. */
  'x-least-role': string[];
}

/** The first word of a path: what groups operations. */
export const groupOf = (pattern: string): string => pattern.split('/', 1)[0] ?? pattern;

export function operationOf(route: Route, components: Components): Operation {
  const { method, pattern, declared } = route;
  const roles = rolesOf(declared.may);
  const body = requestBodyOf(route, components);
  return {
    operationId: operationIdOf(method, pattern),
    tags: [groupOf(pattern)],
    summary: declared.summary,
    description: inWords(roles),
    parameters: parametersOf(route, components),
    ...(body === undefined ? {} : { requestBody: body }),
    responses: responsesOf(route, components),
    'x-least-role': roles,
  };
}

function operationIdOf(method: string, pattern: string): string {
  const words = pattern.split(/[/.-]/).map((part) => (part.startsWith(':') ? `by-${part.slice(1)}` : part));
  return [method.toLowerCase(), ...words].join('-');
}

const rolesOf = (may: Permission | 'signedIn'): string[] =>
  may === 'signedIn' ? ['viewer'] : typeof may === 'string' ? [leastRole(may)] : may.map(leastRole);

function inWords([one, several]: string[]): string {
  const role = one === 'viewer' ? 'Every role may.' : `The least role that may: ${one}.`;
  return several === undefined ? role : `For one computer: ${one}; for more than one: ${several}.`;
}
