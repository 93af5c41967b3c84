import { apiDocument } from '#api/create-api.ts';
import { faultsOf } from './json-schema.ts';

type Operation = ReturnType<typeof apiDocument>['paths'][string][string];

/** Headers that say something to who asked: each that comes must be declared. */
const TELLING_ANSWERS = [
  'accept-ranges',
  'content-disposition',
  'content-range',
  'etag',
  'idempotent-replayed',
  'link',
  'location',
  'retry-after',
  'upload-offset',
  'www-authenticate',
];
const TELLING_QUESTIONS = [
  'idempotency-key',
  'if-match',
  'if-none-match',
  'if-range',
  'range',
  'upload-offset',
];

/** What of an answer the document does not say. */
export async function answerFaults(
  operation: Operation,
  response: Response,
  { isHead }: { isHead: boolean },
): Promise<string[]> {
  const declared = operation.responses[String(response.status)];
  if (declared === undefined) {
    const text = await response.clone().text();
    return [`the status ${response.status} is not declared: ${text.slice(0, 500)}`];
  }
  const known = Object.keys(declared.headers ?? {}).map((name) => name.toLowerCase());
  const untold = TELLING_ANSWERS.filter((name) => response.headers.has(name) && !known.includes(name));
  const faults = untold.map((name) => `the header ${name} of ${response.status} is not declared`);
  if (isHead) return faults;

  const type = typeOf(response.headers);
  if (declared.content === undefined) {
    const text = await response.clone().text();
    return text === '' ? faults : [...faults, `${response.status} has a body: ${text.slice(0, 500)}`];
  }
  const media = declared.content[type];
  if (media === undefined) return [...faults, `the type ${type} of ${response.status} is not declared`];
  // Content may be large: it is read by who asked for it, or by nobody.
  if (!type.endsWith('json')) return faults;
  return [...faults, ...faultsOf(await response.clone().json(), { ...media.schema }, apiDocument())];
}

/** What of a question that was answered the document does not say. */
export function requestFaults(
  operation: Operation,
  { url, init }: { url: string; init: RequestInit },
): string[] {
  const known = (place: string) =>
    operation.parameters.filter((one) => one.in === place).map(({ name }) => name.toLowerCase());
  const headers = new Headers(init.headers);
  const asked = [...new URL(url).searchParams.keys()];
  const faults = [
    ...asked.filter((name) => !known('query').includes(name.toLowerCase())).map((name) => `?${name}=`),
    ...TELLING_QUESTIONS.filter((name) => headers.has(name) && !known('header').includes(name)),
  ].map((what) => `${what} was asked with, and is not declared`);
  for (const { name, in: place, required } of operation.parameters) {
    if (place === 'header' && required && !headers.has(name))
      faults.push(`${name} was not given, and is required`);
  }
  return [...faults, ...bodyFaults(operation, { headers, body: init.body })];
}

function bodyFaults(
  { requestBody }: Operation,
  { headers, body }: { headers: Headers; body: RequestInit['body'] },
): string[] {
  // An empty object says nothing.
  if (body === undefined || body === null || (body === '{}' && requestBody === undefined)) {
    return requestBody?.required === true ? ['no body was sent, and one is required'] : [];
  }
  const type = body instanceof FormData ? 'multipart/form-data' : typeOf(headers);
  const media = requestBody?.content[type];
  if (media === undefined) {
    // Bytes without a type are bytes.
    const isBytes = type === '' && requestBody?.content['application/octet-stream'] !== undefined;
    return isBytes ? [] : [`a body of the type "${type}" is not declared`];
  }
  if (typeof body === 'string' && type.endsWith('json')) {
    return faultsOf(JSON.parse(body), { ...media.schema }, apiDocument(), 'the body');
  }
  if (!(body instanceof FormData)) return [];
  const { properties = {} } = media.schema;
  return [...new Set(body.keys())]
    .filter((name) => !Object.hasOwn(properties, name))
    .map((name) => `the field ${name} of a form is not declared`);
}

const typeOf = (headers: Headers) => (headers.get('content-type') ?? '').split(';')[0] ?? '';
