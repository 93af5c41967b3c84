import { LIMITS } from '#protocol/limits.ts';
import { aChunk, anId } from '#tests/support/builders.ts';
import type { Measurement } from '../measurement.ts';

const BATCH = LIMITS.outputChunksPerMessage;
const BATCHES_A_JOB = LIMITS.outputBytesPerAttempt / (BATCH * LIMITS.outputChunkBytes);

/** Full messages of an agent whose procedure writes as fast as it can; another job once one has reached its cap. */
export const bulkOutput: Measurement = {
  name: `bulk output: ${BATCH} chunks of ${LIMITS.outputChunkBytes / 1024} KiB`,
  bytes: BATCH * LIMITS.outputChunkBytes,
  prepare: ({ store }) => {
    let jobId = anId();
    let batches = 0;
    return {
      run: async () => {
        if (batches === BATCHES_A_JOB) {
          jobId = anId();
          batches = 0;
        }
        const first = batches++ * BATCH + 1;
        const chunks = Array.from({ length: BATCH }, (_, place) =>
          aChunk({ jobId, sequence: first + place, text: textOf(first + place) }),
        );
        const stored = await store.output.append(chunks);
        if (stored.length !== BATCH) throw new Error(`${stored.length} of ${BATCH} chunks were stored.`);
      },
    };
  },
};

/** Lines as an installer writes them, no two chunks alike: a database that compresses gets no present. */
function textOf(sequence: number): string {
  let text = '';
  for (let line = sequence * 1_000; text.length < LIMITS.outputChunkBytes; line += 1)
    text += `[${line}] extracting component ${(line * 2_654_435_761) % 4_294_967_296} … ok\n`;
  return Buffer.from(text).subarray(0, LIMITS.outputChunkBytes).toString('latin1');
}
