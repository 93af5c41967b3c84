import { stat } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { ensureConsoleBuilt } from '#console-build.ts';
import type { FinishedUpload, UploadView } from '#protocol/views/upload.ts';
import type { Releases } from '#releases.ts';
import { besideHub } from '#tests/support/beside-hub.ts';
import { prepareHubProcess, temporaryFolder } from '#tests/support/processes.ts';
import { ADMIN } from '#tests/support/test-hub.ts';
import { Obstacle } from './options.ts';
import { releaseWhenInterrupted, releasing } from './releasing.ts';
import { figure, table } from './table.ts';
import { observing, type Observed } from './upload/memory.ts';
import { readUploadOptions } from './upload/options.ts';
import { ask, askJson, copyPlainly, readThrough, writeRandomFile, type Place } from './upload/transfer.ts';

/**
 * `npm run bench:upload`: a large file goes to the hub and back, beside a plain copy of it on the same disk, and how
 * much memory the hub takes meanwhile. Ends with 1 when that is not bounded.
 */
const MIB = 1024 * 1024;
const DEADLINE_MS = 30_000;
/** What streams, packing and the garbage of a moment may take beside what the hub has when it is idle. */
const BOUND_BYTES = 256 * MIB;

interface Step {
  name: string;
  observed: Observed<unknown>;
}

async function measure(bytes: number, releases: Releases): Promise<{ idle: number; steps: Step[] }> {
  const folder = await temporaryFolder('bench-upload');
  releases.push('the temporary folder', DEADLINE_MS, () => folder.dispose());
  const hubs = await prepareHubProcess({ embedded: true });
  releases.push('the hub', DEADLINE_MS, () => hubs.dispose());
  const hub = await hubs.start();
  const beside = await besideHub(hubs);
  releases.push('the connection beside the hub', DEADLINE_MS, () => beside.close());
  const { token } = await beside.hub.commands.createApiToken(ADMIN, { name: 'bench', role: 'operator' });
  const place: Place = { address: hubs.address, token };

  console.error(`  a file of ${figure(bytes / MIB)} MiB …`);
  const source = join(folder.path, 'source.msi');
  await writeRandomFile(source, bytes);
  const steps: Step[] = [];
  const step = async <Value>(name: string, work: () => Promise<Value>): Promise<Value> => {
    console.error(`  ${name} …`);
    const observed = await observing(hub.pid, work);
    steps.push({ name, observed });
    return observed.value;
  };

  // A plain copy before and after: whatever else the machine does meanwhile shows in both.
  const { peak: idle } = await observing(hub.pid, () => Promise.resolve());
  await step('a plain copy on this disk', () => copyPlainly(source, join(folder.path, 'copy-1')));
  const upload = await askJson<UploadView>(place, {
    method: 'POST',
    path: 'uploads',
    body: { files: [{ path: 'Large-1.0-x64.msi', bytes }] },
  });
  await step('the upload', async () => {
    const headers = { 'upload-offset': 0, 'content-length': (await stat(source)).size };
    const path = `uploads/${upload.id}/files/0`;
    (await ask(place, { method: 'PATCH', path, headers, file: source })).resume();
  });
  const finished = await step('packing it, and its SHA-256', () =>
    askJson<FinishedUpload>(place, { method: 'POST', path: `uploads/${upload.id}/finish` }),
  );
  const body = { familyName: 'Large', version: '1', contentSha256: finished.sha256 };
  const created = await askJson<{ id: string }>(place, { method: 'POST', path: 'packages', body });
  const received = await step('the download', async () =>
    readThrough(await ask(place, { method: 'GET', path: `packages/${created.id}/content` })),
  );
  if (received.sha256 !== finished.sha256) throw new Error('What came back is not what the hub has hashed.');
  await step('a plain copy once more', () => copyPlainly(source, join(folder.path, 'copy-2')));
  return { idle, steps };
}

function report(bytes: number, { idle, steps }: { idle: number; steps: Step[] }): string {
  const head = [
    `${figure(bytes / MIB)} MiB`,
    'seconds',
    'MiB/s',
    'hub’s memory, most, MiB',
    'above idle, MiB',
  ];
  const rows = steps.map(({ name, observed: { seconds, peak } }) => [
    name,
    figure(seconds),
    figure(bytes / MIB / seconds),
    figure(peak / MIB),
    figure(Math.max(0, peak - idle) / MIB),
  ]);
  const load = loadavg()
    .map((number) => number.toFixed(1))
    .join(' ');
  return (
    `${table(head, rows)}\n\nThe hub is a process of its own on its embedded store, ${figure(idle / MIB)} MiB when idle; its resident memory\n` +
    `is looked at every 100 ms. Sender, receiver and hub share ${availableParallelism()} processors with whatever else runs,\n` +
    `Node ${process.version}, load average ${load}. The file cannot be compressed.`
  );
}

releaseWhenInterrupted();
try {
  const { bytes } = readUploadOptions(process.argv.slice(2));
  if (!ensureConsoleBuilt((line) => console.error(line)))
    throw new Obstacle('The console could not be built.');
  const measured = await releasing((releases) => measure(bytes, releases));
  console.log(report(bytes, measured));
  const most = Math.max(...measured.steps.map(({ observed }) => observed.peak)) - measured.idle;
  const bounded = most <= BOUND_BYTES;
  console.log(
    `\nMemory is ${bounded ? '' : 'NOT '}bounded: ${figure(most / MIB)} MiB above idle, ${figure(BOUND_BYTES / MIB)} are allowed.`,
  );
  if (!bounded) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Obstacle ? error.message : error);
  process.exitCode = 1;
}
