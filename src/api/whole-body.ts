import type { IncomingMessage } from 'node:http';
import { Refusal } from '#protocol/errors.ts';
import { TRANSFER_IDLE_MS } from './reply.ts';

/** The bytes of a small body. Leaves the request open when it is refused: it still has to be answered. @throws Refusal `tooLarge`, `uploadBroken` */
export async function wholeBody(request: IncomingMessage, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.setTimeout(TRANSFER_IDLE_MS, () => request.destroy(new Error('Nothing arrived for a minute.')));
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > most) throw new Refusal('tooLarge', { detail: `This may have ${most} bytes.` });
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('uploadBroken', error instanceof Error ? { detail: error.message } : {});
  }
  return Buffer.concat(chunks);
}
