import { z } from 'zod';
import type { ErrorCode } from '#protocol/errors.ts';
import { FinishedUpload, UploadView } from '#protocol/views/upload.ts';
import type { ApiClient } from './api-client.ts';
import { HubRefusal, HubUnreachable } from './hub-failure.ts';
import type { Outside } from './outside.ts';
import { pause } from './patience.ts';
import type { FileToSend } from './send-bytes.ts';

/** Bytes of one request. A break costs no more than these, also behind a proxy that collects before it passes on. */
export const PORTION_BYTES = 32 * 1024 * 1024;
/** Tries one after the other by which nothing more has arrived. */
const VAIN_TRIES = 20;
/** Milliseconds before the next. */
const AGAIN = { first: 500, longest: 10_000, growth: 1.6 } as const;
/** What says no more than that the connection broke, or that the hub holds the file at another place. */
const PASSING: readonly ErrorCode[] = ['uploadBroken', 'uploadOffset'];

const Received = z.object({ received: z.number() });

/** What a broken connection needs. */
interface Task {
  outside: Pick<Outside, 'clock' | 'remark'>;
  client: ApiClient;
}

/**
 * Sends files, and goes on where it was after each break. `onSent`: bytes of all that have arrived or left.
 * @throws RemoteEnd; then nothing is kept, unless the hub cannot be told so
 */
export async function uploadFiles(
  task: Task & { files: readonly FileToSend[]; onSent: (bytes: number) => void },
): Promise<FinishedUpload & { uploadId: string }> {
  const { client, files, onSent } = task;
  const announced = files.map(({ name: path, bytes }) => ({ path, bytes }));
  const { id } = await client.create('uploads', { files: announced }, UploadView);
  try {
    let before = 0;
    for (const [index, file] of files.entries()) {
      await sendFile(task, { id, index, file, onSent: (bytes) => onSent(before + bytes) });
      before += file.bytes;
    }
    const finish = () => client.post(`uploads/${id}/finish`, {}, FinishedUpload);
    return { ...(await stubbornly(task, finish)), uploadId: id };
  } catch (error) {
    await giveUp(client, id);
    throw error;
  }
}

/** Ends an upload that no package was made of. What cannot be told now goes by itself after a day. */
export async function giveUp(client: ApiClient, uploadId: string): Promise<void> {
  await client.remove(`uploads/${uploadId}`).catch(() => undefined);
}

async function sendFile(
  task: Task,
  of: { id: string; index: number; file: FileToSend; onSent: (bytes: number) => void },
): Promise<void> {
  const { client } = task;
  const { id, index, file, onSent } = of;
  let received = 0;
  const whereItIs = async (): Promise<number> => {
    const { files } = await client.get(`uploads/${id}`, UploadView);
    return files.find((one) => one.index === index)?.received ?? 0;
  };
  const send = async (from: number): Promise<number> => {
    const bytes = Math.min(PORTION_BYTES, file.bytes - from);
    const portion = { file, from, bytes, onSent: (sent: number) => onSent(from + sent) };
    return (await client.sendBytes(`uploads/${id}/files/${index}`, portion, Received)).received;
  };
  let isSure = true;
  while (received < file.bytes) {
    received = await stubbornly(task, async () => {
      const from = isSure ? received : await whereItIs();
      isSure = false;
      // What has arrived meanwhile is a step forward, too: the next try begins there.
      if (from > received) return from;
      return send(from);
    });
    isSure = true;
  }
}

/** Again after each failure that may pass, as long as something comes of it now and then. */
async function stubbornly<Value>({ outside, client }: Task, ask: () => Promise<Value>): Promise<Value> {
  const { clock, remark } = outside;
  let wait: number = AGAIN.first;
  for (let tries = 1; ; tries += 1) {
    try {
      const value = await ask();
      if (tries > 1) remark('The hub answers again. The upload goes on.');
      return value;
    } catch (error) {
      if (!mayPass(error) || tries >= VAIN_TRIES) throw error;
      if (tries === 1) remark(`${error.message}. The upload goes on when it is back.`);
      await pause(clock, wait, client.stopped);
      wait = Math.min(wait * AGAIN.growth, AGAIN.longest);
    }
  }
}

function mayPass(error: unknown): error is HubUnreachable | HubRefusal {
  return (
    error instanceof HubUnreachable ||
    (error instanceof HubRefusal && PASSING.some((code) => code === error.code))
  );
}
