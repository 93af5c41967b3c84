import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { apiDocument } from '#api/create-api.ts';
import { VIEWS } from '#api/open-api/named-schemas.ts';
import { ERRORS } from '#protocol/errors.ts';
import { apiServer } from './api-server.ts';
import { testHub } from './test-hub.ts';

const document = apiDocument();
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

/** Every value that stands under this key, however deep. */
function valuesOf(key: string, value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    ...(name === key ? [inner as unknown] : []),
    ...valuesOf(key, inner),
  ]);
}

test('every reference leads to a schema of the document, and every schema is referred to', () => {
  const names = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
  const references = new Set(valuesOf('$ref', document));
  expect([...references].filter((reference) => !names.includes(String(reference)))).toEqual([]);
  expect(names.filter((name) => !references.has(name))).toEqual([]);
});

test('operations have names of their own, and declare every part of their path', () => {
  const ids = operations.map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { path, operation } of operations) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const declared = operation.parameters.filter((parameter) => parameter.in === 'path');
    expect(declared.map(({ name }) => name)).toEqual(inPath);
    expect(declared.every(({ required }) => required)).toBe(true);
    const keys = operation.parameters.map((parameter) => `${parameter.in} ${parameter.name}`);
    expect(new Set(keys).size).toBe(keys.length);
  }
});

test('problems name codes of the closed list, each under its own status', () => {
  for (const { operation } of operations) {
    for (const [status, response] of Object.entries(operation.responses)) {
      const problem = response.content?.['application/problem+json'];
      if (problem === undefined) continue;
      const codes = valuesOf('enum', problem.schema).flat() as (keyof typeof ERRORS)[];
      expect(codes.length).toBeGreaterThan(0);
      expect(codes.map((code) => String(ERRORS[code][0]))).toEqual(codes.map(() => status));
    }
  }
});

test('what the path names is not asked for in the body', () => {
  const power = document.paths['/computers/{computerId}/power']?.['post'];
  const schema = power?.requestBody?.content['application/json']?.schema;
  expect(Object.keys(schema?.properties ?? {})).toEqual(['action', 'delaySeconds', 'reason']);
  expect(schema?.required).toEqual(['action']);
});

test('every view of the protocol has its name in the document', async () => {
  const folder = join(import.meta.dirname, '../../src/protocol/views');
  for (const file of await readdir(folder)) {
    const module = (await import(join(folder, file))) as Record<string, unknown>;
    for (const [name, value] of Object.entries(module)) {
      if (value instanceof z.ZodType) expect(VIEWS.get(value)?.id, `${name} of ${file}`).toBe(name);
    }
  }
});

test('the document is for who is signed in', async () => {
  await using api = await apiServer(testHub());
  expect((await fetch(`${api.origin}/api/v1/openapi.json`)).status).toBe(401);
  expect(await (await api.ask('/api/v1/openapi.json')).json()).toEqual(document);
});
