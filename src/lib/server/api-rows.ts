import type { OperationRow } from '$lib/api/operation-row.ts';
import type { Documented, DocumentedOperation } from './api-document.ts';

const JSON_TYPE = 'application/json';

/** The document as rows of a page: schemas as text, one example of each. */
export function rowsOf(document: Documented, origin: string): OperationRow[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) =>
      rowOf({ path, method: method.toUpperCase(), operation, origin }),
    ),
  );
}

interface Place {
  path: string;
  method: string;
  operation: DocumentedOperation;
  origin: string;
}

function rowOf({ path, method, operation, origin }: Place): OperationRow {
  const { operationId, tags, summary, description, parameters, requestBody, responses } = operation;
  const body = requestBody?.content[JSON_TYPE]?.schema;
  return {
    id: operationId,
    group: tags[0] ?? '',
    method,
    path,
    summary,
    permission: description,
    parameters: parameters.map(({ name, in: place, schema, description: words = '' }) => ({
      name,
      place,
      schema: inOneLine(schema),
      words,
    })),
    body: body === undefined ? Object.keys(requestBody?.content ?? {}).join(', ') : inLines(body),
    answers: Object.entries(responses).map(([status, { description: words, content }]) => {
      const schema = content?.[JSON_TYPE]?.schema;
      return { status, words, schema: schema === undefined ? '' : inLines(schema) };
    }),
    curl: curlOf({ path, method, operation, origin }),
  };
}

function curlOf({ path, method, operation, origin }: Place): string {
  const json = operation.requestBody?.content[JSON_TYPE] === undefined ? '' : ` --json '{…}'`;
  const isUsual = method === (json === '' ? 'GET' : 'POST');
  return `curl -H "Authorization: Bearer $TOKEN"${isUsual ? '' : ` -X ${method}`} "${origin}/api/v1${path}"${json}`;
}

const named = (schema: unknown) => JSON.stringify(schema, null, 2).replaceAll('#/components/schemas/', '');
const inLines = (schema: unknown) => named(schema);
const inOneLine = (schema: unknown) => named(schema).replaceAll(/\s*\n\s*/g, ' ');
