import { notSupported, StoreError } from '../errors.ts';
import { isTrue } from '../bson/types.ts';
import type { Document, Value } from '../bson/value.ts';
import { PAUSE } from '../query/budget.ts';
import type { Stage } from './stages.ts';

/** `$unwind`: one document for each element of an array. @throws StoreError 28818, 15981 and others */
export function parseUnwind(spec: Value): Stage {
  const options = spec instanceof Map ? spec : new Map<string, Value>([['path', spec]]);
  for (const name of options.keys()) {
    if (name === 'includeArrayIndex') throw notSupported('includeArrayIndex of $unwind');
    if (name !== 'path' && name !== 'preserveNullAndEmptyArrays')
      throw new StoreError(28811, `unrecognized option to $unwind stage: ${name}`);
  }
  const given = options.get('path');
  if (typeof given !== 'string')
    throw new StoreError(
      given === undefined ? 28812 : 28808,
      'expected a string as the path for $unwind stage',
    );
  if (!given.startsWith('$'))
    throw new StoreError(28818, `path option to $unwind stage should be prefixed with a '$': ${given}`);
  const path = given.slice(1).split('.');
  const keepsEmpty = isTrue(options.get('preserveNullAndEmptyArrays'));
  return {
    fields: new Set([path[0] ?? '']),
    isNarrowing: false,
    *run(input) {
      for (const document of input) {
        if (document === PAUSE) yield PAUSE;
        else yield* unwind({ document, path, keepsEmpty });
      }
    },
  };
}

function* unwind(request: {
  document: Document;
  path: readonly string[];
  keepsEmpty: boolean;
}): Generator<Document> {
  const { document, path, keepsEmpty } = request;
  const value = valueAt(document, path);
  if (Array.isArray(value)) {
    for (const element of value) yield withValue({ document, path, value: element });
    if (value.length === 0 && keepsEmpty) yield withValue({ document, path, value: undefined });
  } else if ((value !== undefined && value !== null) || keepsEmpty) yield document;
}

function valueAt(document: Document, path: readonly string[]): Value | undefined {
  let current: Value | undefined = document;
  for (const part of path) current = current instanceof Map ? current.get(part) : undefined;
  return current;
}

function withValue(place: {
  document: Document;
  path: readonly string[];
  value: Value | undefined;
}): Document {
  const { document, path, value } = place;
  const [first = '', ...rest] = path;
  const copy = new Map(document);
  const below = document.get(first);
  if (rest.length > 0 && below instanceof Map)
    copy.set(first, withValue({ document: below, path: rest, value }));
  else if (value === undefined) copy.delete(first);
  else copy.set(first, value);
  return copy;
}
