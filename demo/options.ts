import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

export interface Options {
  /** End after the deployment; the exit code says whether it succeeded. */
  once: boolean;
  /** 0: a free one. */
  port: number;
}

/** Something the person who runs the demo can put right. It is told in one line, without a trace. */
export class Obstacle extends Error {}

const USAGE = 'npm run demo [-- --once] [-- --port N]';

/** @throws Obstacle naming what is wrong */
export function readOptions(args: string[]): Options {
  let values: { once: boolean; port: string };
  try {
    ({ values } = parseArgs({
      args,
      options: {
        once: { type: 'boolean', default: false },
        port: { type: 'string', default: process.env.PORT ?? '4680' },
      },
    }));
  } catch (error) {
    throw new Obstacle(`${error instanceof Error ? error.message : String(error)}. Usage: ${USAGE}`);
  }
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535)
    throw new Obstacle(`${values.port} is no port. Usage: ${USAGE}`);
  return { once: values.once, port };
}

/** The server in `MONGODB_URI` with this database; undefined: the hub brings its own store. @throws Obstacle */
export function mongodbUri(database: string): string | undefined {
  const uri = process.env.MONGODB_URI ?? '';
  if (uri === '') return undefined;
  const [, address, query = ''] = /^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/[^?]*)?(\?.*)?$/.exec(uri) ?? [];
  if (address === undefined) throw new Obstacle('MONGODB_URI must begin with mongodb:// or mongodb+srv://');
  return `${address}/${database}${query}`;
}
