import { percentile } from '../statistics.ts';
import { timed } from '../timed.ts';

const ROUNDS = 15;

/** Milliseconds until the whole page has come, over loopback, by a signed-in user. */
export interface ServerTime {
  p50: number;
  p95: number;
  /** Of the document. */
  bytes: number;
}

/** Asks for a page again and again. The first answer is not counted: it compiles. */
export async function serverTimeOf(page: {
  address: string;
  path: string;
  cookie: string;
}): Promise<ServerTime> {
  const { address, path, cookie } = page;
  let bytes = 0;
  const ask = async () => {
    const response = await fetch(address + path, { headers: { cookie }, redirect: 'manual' });
    if (response.status !== 200) throw new Error(`${path} was answered with ${response.status}`);
    bytes = (await response.arrayBuffer()).byteLength;
  };
  await ask();
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) times.push(await timed(ask));
  return { p50: percentile(times, 0.5), p95: percentile(times, 0.95), bytes };
}
