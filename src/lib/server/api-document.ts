const SLOT = Symbol.for('reveille.api');

interface Media {
  schema: unknown;
}
/** What the page reads of an operation of the OpenAPI document. */
export interface DocumentedOperation {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  parameters: { name: string; in: string; required: boolean; description?: string; schema: unknown }[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, { description: string; content?: Record<string, Media> }>;
}
export interface Documented {
  paths: Record<string, Record<string, DocumentedOperation>>;
}
type WithSlot = typeof globalThis & { [SLOT]?: () => Documented };

/** The API's document, handed over like the hub. @throws Error when the server has not filled the slot. */
export function apiDocument(): Documented {
  const document = (globalThis as WithSlot)[SLOT];
  if (document === undefined) throw new Error('No API in the slot: start the console through src/server.ts.');
  return document();
}
