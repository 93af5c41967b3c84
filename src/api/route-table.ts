import type { Route } from './route.ts';

export type RouteMatch =
  | { kind: 'found'; route: Route; params: ReadonlyMap<string, string> }
  | { kind: 'wrongMethod'; allowed: string[] }
  | { kind: 'unknown' };

interface Resource {
  parts: string[];
  routes: Map<string, Route>;
}

/** Finds the route of a path and method. Patterns are few: they are compared one after the other. */
export class RouteTable {
  readonly #resources: Resource[] = [];

  constructor(routes: readonly Route[]) {
    const byPattern = new Map<string, Resource>();
    for (const route of routes) {
      let resource = byPattern.get(route.pattern);
      if (resource === undefined) {
        resource = { parts: route.pattern.split('/'), routes: new Map() };
        byPattern.set(route.pattern, resource);
        this.#resources.push(resource);
      }
      if (resource.routes.has(route.method)) {
        throw new Error(`Two routes for ${route.method} ${route.pattern}`);
      }
      resource.routes.set(route.method, route);
    }
  }

  /** `path`: below `/api/v1/`, still percent-encoded. HEAD is answered by GET's handler. */
  find(method: string, path: string): RouteMatch {
    const parts = path.split('/');
    for (const resource of this.#resources) {
      const params = match(resource.parts, parts);
      if (params === undefined) continue;
      const route = resource.routes.get(method === 'HEAD' ? 'GET' : method);
      if (route !== undefined) return { kind: 'found', route, params };
      const allowed = [...resource.routes.keys()];
      if (allowed.includes('GET')) allowed.push('HEAD');
      return { kind: 'wrongMethod', allowed };
    }
    return { kind: 'unknown' };
  }
}

function match(pattern: string[], parts: string[]): Map<string, string> | undefined {
  if (pattern.length !== parts.length) return undefined;
  const params = new Map<string, string>();
  for (const [at, expected] of pattern.entries()) {
    const part = parts[at] ?? '';
    if (!expected.startsWith(':')) {
      if (part !== expected) return undefined;
      continue;
    }
    const value = decoded(part);
    if (value === undefined || value === '') return undefined;
    params.set(expected.slice(1), value);
  }
  return params;
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
