import { apiDocument } from '#api/create-api.ts';
import { answerFaults, requestFaults } from './api-contract-faults.ts';

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
 * Fetches from a hub, and holds question and answer to the API's document: path, status, type, headers and every
 * property of the answer, and of a question that was answered all that it said. What is not declared fails the test
 * that asked, a path too: what deliberately asks for nothing does so with `fetch`.
 */
export async function checkedFetch(url: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(url, init);
  const method = (init.method ?? 'GET').toUpperCase();
  const { pathname } = new URL(url);
  const found = operationOf(method === 'HEAD' ? 'GET' : method, pathname);
  if (found === undefined) throw new Error(`${method} ${pathname} is not in the document of the API`);
  const { name, operation } = found;
  const faults = await answerFaults(operation, response, { isHead: method === 'HEAD' });
  if (response.ok) faults.push(...requestFaults(operation, { url, init }));
  if (faults.length > 0) throw new Error(`${name} is not as it is declared:\n${faults.join('\n')}`);
  if (response.ok) exercised.add(name);
  return response;
}

function operationOf(method: string, pathname: string) {
  if (!pathname.startsWith(`${PREFIX}/`)) return undefined;
  const parts = pathname.slice(PREFIX.length).split('/');
  for (const [path, methods] of Object.entries(apiDocument().paths)) {
    const pattern = path.split('/');
    const fits =
      pattern.length === parts.length &&
      pattern.every((part, index) => part.startsWith('{') || part === parts[index]);
    const operation = fits ? methods[method.toLowerCase()] : undefined;
    if (operation !== undefined) return { name: `${method} ${path}`, operation };
  }
  return undefined;
}
