import { apiDocument } from '#api/create-api.ts';
import { faultsOf } from './json-schema.ts';

const PREFIX = '/api/v1';
const exercised = new Set<string>();

/** `GET /computers/{computerId}`: every operation of the document. */
export const declaredOperations = (): string[] =>
  Object.entries(apiDocument().paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );

/** Those that `checkedFetch` has seen succeed in this file. */
export const exercisedOperations = (): ReadonlySet<string> => exercised;

/**
 * Fetches from a hub, and holds the answer to the API's document: status, type and every property. An answer that is
 * not declared fails the test that asked.
 */
export async function checkedFetch(url: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(url, init);
  const method = (init.method ?? 'GET').toUpperCase();
  const found = operationOf(method, new URL(url).pathname);
  if (found === undefined || method === 'HEAD') return response;
  await check(found, response.clone());
  if (response.ok) exercised.add(found.name);
  return response;
}

function operationOf(method: string, pathname: string) {
  if (!pathname.startsWith(`${PREFIX}/`)) return undefined;
  const parts = pathname.slice(PREFIX.length).split('/');
  const { paths } = apiDocument();
  for (const [path, methods] of Object.entries(paths)) {
    const pattern = path.split('/');
    const fits =
      pattern.length === parts.length &&
      pattern.every((part, index) => part.startsWith('{') || part === parts[index]);
    if (!fits) continue;
    const operation = methods[method.toLowerCase()];
    return operation === undefined ? undefined : { name: `${method} ${path}`, operation };
  }
  return undefined;
}

async function check(
  { name, operation }: NonNullable<ReturnType<typeof operationOf>>,
  response: Response,
): Promise<void> {
  const declared = operation.responses[String(response.status)];
  const text = await response.text();
  if (declared === undefined) {
    throw new Error(`${name} answered ${response.status}, which is not declared: ${text.slice(0, 500)}`);
  }
  const type = (response.headers.get('content-type') ?? '').split(';')[0] ?? '';
  if (declared.content === undefined) {
    if (text !== '')
      throw new Error(`${name} answered ${response.status} with a body: ${text.slice(0, 500)}`);
    return;
  }
  const media = declared.content[type];
  if (media === undefined) throw new Error(`${name} answered with ${type}, which is not declared`);
  if (!type.endsWith('json')) return;
  const faults = faultsOf(JSON.parse(text), { ...media.schema }, apiDocument());
  if (faults.length > 0) throw new Error(`${name} answered what is not declared:\n${faults.join('\n')}`);
}
