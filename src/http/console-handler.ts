import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { join } from 'node:path';

type Middleware = (
  request: IncomingMessage,
  response: Parameters<RequestListener>[1],
  next: (error?: unknown) => void,
) => void;

export interface ConsoleHandler {
  handle: Middleware;
  close(): Promise<void>;
}

const root = join(import.meta.dirname, '../..');

/** What SvelteKit's handler reads protocol, host and client address from. Set by us on every request. */
export const FORWARDED = {
  PROTOCOL_HEADER: 'x-reveille-protocol',
  HOST_HEADER: 'x-reveille-host',
  ADDRESS_HEADER: 'x-reveille-address',
} as const;

/** Bytes of a page's form: a pasted list of 20,000 names, or as many ids, has to fit; files go through the API. */
const FORM_BYTES = 4 * 1024 * 1024;

/** The built console. The environment must name our headers before the handler is loaded: it reads them once. */
export async function builtConsole(): Promise<ConsoleHandler> {
  Object.assign(process.env, FORWARDED, { BODY_SIZE_LIMIT: String(FORM_BYTES) });
  // To us an empty setting is none; to the handler it would be a broken address.
  if (process.env['ORIGIN'] === '') delete process.env['ORIGIN'];
  const built: unknown = await import(join(root, 'build/handler.js'));
  return { handle: handlerOf(built), close: () => Promise.resolve() };
}

function handlerOf(built: unknown): Middleware {
  if (
    typeof built === 'object' &&
    built !== null &&
    'handler' in built &&
    typeof built.handler === 'function'
  ) {
    const { handler } = built;
    return (request, response, next) => void handler(request, response, next);
  }
  throw new Error('build/handler.js exports no handler. Build the console again: npm run build');
}

/** The console from its sources, reloaded as they change. */
export async function developmentConsole(server: Server): Promise<ConsoleHandler> {
  const { createServer } = await import('vite');
  const vite = await createServer({
    root,
    server: { middlewareMode: true, hmr: { server } },
    appType: 'custom',
    // Without a temporary file: `node --watch` would take it for a changed source and start again, for ever.
    configLoader: 'runner',
  });
  return {
    handle: (request, response, next) => vite.middlewares(request, response, next),
    close: () => vite.close(),
  };
}
