import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AuditView, CreatedEnrolmentToken } from '#protocol/views/administration.ts';
import { ComputerDetail } from '#protocol/views/computer.ts';
import { ContainerView, JobView } from '#protocol/views/container.ts';
import { FamilyView, InstallationView, PackageUseView, PackageView } from '#protocol/views/package.ts';
import { DeploymentPreview } from '#protocol/views/preview.ts';
import { FinishedUpload, UploadView } from '#protocol/views/upload.ts';
import { checkedFetch, declaredOperations, exercisedOperations } from '#tests/support/api-contract.ts';
import { startDebianComputer, type DebianComputer } from '#tests/support/debian-computer.ts';
import { buildDebianPackage, PRODUCT } from '#tests/support/debian-package.ts';
import { eventually } from '#tests/support/eventually.ts';
import { temporaryFolder } from '#tests/support/processes.ts';
import { ADMIN, startTestHub, type TestHub } from '#tests/support/test-hub.ts';

/**
 * The whole life of a product, in two real Debian packages and with three real agents, by the API alone: as a CI
 * system would do it. Every answer is held to the API's document. Each test goes on where the one before has ended.
 */
const OLD = '1.0-1';
const NEW = '2.0-1';
const NAMES = ['till-1', 'till-2', 'till-3'];
const UNDER_WAY = ['scheduled', 'running'];

let hub: TestHub;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let token: string;
const computers: (DebianComputer & { id: string })[] = [];
let old: PackageView;
let fresh: PackageView;

beforeAll(async () => {
  folder = await temporaryFolder('product-life');
  hub = await startTestHub();
  ({ token } = await hub.hub.commands.createApiToken(ADMIN, { name: 'CI', role: 'admin' }));
  const wish = { body: { name: 'tills', maxUses: NAMES.length }, status: 201 };
  const enrolment = await ask(CreatedEnrolmentToken, 'POST', 'enrolment-tokens', wish);
  for (const name of NAMES) {
    const at = { hub: hub.address, token: enrolment.token, folder: folder.path };
    computers.push({ ...(await startDebianComputer({ ...at, name })), id: '' });
  }
  for (const computer of computers) computer.id = (await reported(computer.name)).id;
});
afterAll(async () => {
  await Promise.all(computers.map(({ agent }) => agent.end('SIGTERM')));
  await hub.dispose();
  await folder.dispose();
});

interface Wish {
  body?: unknown;
  bytes?: Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
  /** What it has to be answered with; 200 when left out. */
  status?: number;
}

async function ask<S extends z.ZodType>(
  schema: S,
  method: string,
  path: string,
  { body, bytes, headers = {}, status = 200 }: Wish = {},
): Promise<z.output<S>> {
  const sent = bytes ?? (body === undefined ? undefined : JSON.stringify(body));
  const type = bytes === undefined ? 'application/json' : 'application/octet-stream';
  const response = await checkedFetch(`${hub.address}/api/v1/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(sent === undefined ? {} : { 'content-type': type }),
      ...headers,
    },
    ...(sent === undefined ? {} : { body: sent }),
  });
  const text = await response.text();
  if (response.status !== status) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return schema.parse(text === '' ? undefined : JSON.parse(text));
}
const rowsOf = <S extends z.ZodType>(schema: S) => z.object({ rows: z.array(schema) });
const get = <S extends z.ZodType>(schema: S, path: string) => ask(schema, 'GET', path);
const Nothing = z.undefined();
const Removed = z.object({ removed: z.number() });
const Problem = z.object({ code: z.string(), fields: z.array(z.object({ path: z.string() })).optional() });
const InstalledOn = rowsOf(InstallationView).extend({ total: z.number() });

/** A computer that is there and has told what it is. */
async function reported(name: string) {
  const { rows } = await eventually(
    () => get(rowsOf(ComputerDetail), `computers?search=${name}`),
    (found) => found.rows[0]?.presence === 'online' && found.rows[0].operatingSystem !== undefined,
    60_000,
  );
  const [computer] = rows;
  if (computer === undefined) throw new Error(`no computer ${name}`);
  return computer;
}

/** Sends a .deb and makes a package of it, as it suggests itself. */
async function upload(file: string): Promise<PackageView> {
  const bytes = new Uint8Array(await readFile(file));
  const begin = { body: { files: [{ path: basename(file), bytes: bytes.length }] }, status: 201 };
  const { id } = await ask(UploadView, 'POST', 'uploads', begin);
  const Received = z.object({ received: z.literal(bytes.length) });
  await ask(Received, 'PATCH', `uploads/${id}/files/0`, { bytes, headers: { 'upload-offset': '0' } });
  const { sha256, suggestion } = await ask(FinishedUpload, 'POST', `uploads/${id}/finish`);
  const { from, ...suggested } = suggestion ?? {};
  expect(from).toBe(basename(file));
  const body = { ...suggested, contentSha256: sha256, softwareMatch: { namePattern: PRODUCT } };
  return ask(PackageView, 'POST', 'packages', { body, status: 201 });
}

/** Creates what was previewed. @returns the container and its jobs, when everything in it has ended well */
async function deploy(wish: { packageIds: string[] } & Record<string, unknown>) {
  const preview = await ask(DeploymentPreview, 'POST', 'job-containers/preview', { body: wish });
  const body = { name: 'product life', ...wish, planDigest: preview.digest };
  const { id } = await ask(ContainerView, 'POST', 'job-containers', { body, status: 201 });
  const container = await eventually(
    () => get(ContainerView, `job-containers/${id}`),
    ({ state }) => !UNDER_WAY.includes(state),
    60_000,
  );
  const { rows: jobs } = await get(rowsOf(JobView), `job-containers/${id}/jobs`);
  expect(container, JSON.stringify(jobs)).toMatchObject({ state: 'succeeded' });
  return { preview, jobs };
}
const deedsOf = (jobs: readonly JobView[]) =>
  jobs.map((job) => `${job.computerName}: ${job.action} ${job.packageVersion}`);

const installedOn = (entity: PackageView) => get(InstalledOn, `packages/${entity.id}/installations`);
const namesOn = async (entity: PackageView) =>
  (await installedOn(entity)).rows.map(({ computerName }) => computerName);
/** What really lies on the three computers. */
const onDisk = () => Promise.all(computers.map((computer) => computer.installedVersion()));
const isKept = ({ content }: PackageView) =>
  existsSync(join(hub.dataDirectory, 'content', `${content?.sha256 ?? ''}.zip`));
const idOf = (name: string) => computers.find((computer) => computer.name === name)?.id ?? '';

describe('the whole life of a product, by the API alone', () => {
  it('begins with a .deb, which says itself what it is and how it is installed', async () => {
    old = await upload(await buildDebianPackage(folder.path, OLD));
    expect(old).toMatchObject({
      familyName: PRODUCT,
      version: OLD,
      notes: 'An editor that says nothing',
      compatibleSystems: [{ family: 'linux', architectures: [] }],
      content: { files: 1 },
    });
    expect(isKept(old)).toBe(true);
  });

  it('is deployed to three agents: its files are there, and the inventory confirms them', async () => {
    const { preview, jobs } = await deploy({
      packageIds: [old.id],
      computerIds: computers.map(({ id }) => id),
    });
    expect(preview.totals).toMatchObject({ computers: 3, jobs: 3, counts: { waiting: 3 } });
    expect(deedsOf(jobs)).toEqual(NAMES.map((name) => `${name}: install ${OLD}`));
    expect(await onDisk()).toEqual([OLD, OLD, OLD]);
    for (const { id } of jobs) {
      const { chunks } = await get(
        z.object({ chunks: z.array(z.object({ text: z.string() })) }),
        `jobs/${id}/output`,
      );
      expect(chunks.map(({ text }) => text).join('')).toContain(`${PRODUCT} ${OLD} is ready.`);
    }
    const { rows } = await eventually(
      () => installedOn(old),
      (found) => found.rows.every(({ drift }) => drift.state === 'ok'),
    );
    expect(rows.map((row) => row.computerName)).toEqual(NAMES);
    const detail = await get(ComputerDetail, `computers/${idOf('till-1')}`);
    expect(detail.software).toEqual([{ name: PRODUCT, version: OLD, architecture: 'all' }]);
  });

  it('goes on with a second version, which makes room for itself on two of the three', async () => {
    fresh = await upload(await buildDebianPackage(folder.path, NEW));
    expect(fresh.familyId).toBe(old.familyId);
    const two = ['till-1', 'till-2'];
    const { preview, jobs } = await deploy({ packageIds: [fresh.id], computerIds: two.map(idOf) });
    expect(preview.totals).toMatchObject({ computers: 2, jobs: 4, addedUninstalls: 2 });
    expect(deedsOf(jobs)).toEqual(
      two.flatMap((name) => [`${name}: uninstall ${OLD}`, `${name}: install ${NEW}`]),
    );
    expect(await onDisk()).toEqual([NEW, NEW, OLD]);
    expect(await namesOn(old)).toEqual(['till-3']);
    expect(await namesOn(fresh)).toEqual(two);
  });

  it('an assignment that is removed is only a record less', async () => {
    const path = `computers/${idOf('till-3')}/installations/${old.id}`;
    expect(await ask(Removed, 'DELETE', path)).toEqual({ removed: 1 });
    expect(await namesOn(old)).toEqual([]);
    expect(await onDisk()).toEqual([NEW, NEW, OLD]);
    const { rows } = await get(rowsOf(AuditView), `audit?verbPrefix=installation.remove&subjectId=${old.id}`);
    expect(rows).toMatchObject([{ actor: { name: 'CI' }, detail: '1 computer: till-3' }]);
    const { rows: jobs } = await get(rowsOf(JobView), `jobs?computerId=${idOf('till-3')}`);
    expect(deedsOf(jobs)).toEqual([`till-3: install ${OLD}`]);
  });

  it('deployed there once more, the last old version is uninstalled by where it is installed', async () => {
    await deploy({ packageIds: [old.id], computerIds: [idOf('till-3')] });
    expect(await namesOn(old)).toEqual(['till-3']);
    const { jobs } = await deploy({
      action: 'uninstall',
      packageIds: [old.id],
      installedOn: { packageId: old.id },
    });
    expect(deedsOf(jobs)).toEqual([`till-3: uninstall ${OLD}`]);
    expect(await namesOn(old)).toEqual([]);
    expect(await onDisk()).toEqual([NEW, NEW, undefined]);
  });

  it('[M7] on nobody any more, the old version is deleted, and its content leaves the disk', async () => {
    const use = await get(PackageUseView, `packages/${old.id}/use`);
    expect(use).toMatchObject({ installed: 0, reasons: [] });
    await ask(Nothing, 'DELETE', `packages/${old.id}`, { status: 204 });
    await ask(Problem, 'GET', `packages/${old.id}`, { status: 404 });
    expect([isKept(old), isKept(fresh)]).toEqual([false, true]);
    const family = await get(
      z.object({ family: FamilyView, packages: z.array(PackageView) }),
      `package-families/${old.familyId}`,
    );
    expect(family.packages.map(({ version }) => version)).toEqual([NEW]);
  });

  it('[M5] what is still installed is deleted only with its name, and stays on the computers', async () => {
    const path = `packages/${fresh.id}`;
    const refused = await ask(Problem, 'DELETE', path, { status: 409 });
    expect(refused).toMatchObject({ code: 'packageInUse', fields: [{ path: 'installed' }] });
    const confirmed = (name: string) => `${path}?confirmName=${encodeURIComponent(name)}`;
    await ask(Problem, 'DELETE', confirmed(PRODUCT), { status: 400 });
    expect(isKept(fresh)).toBe(true);
    await ask(Nothing, 'DELETE', confirmed(`${PRODUCT} ${NEW}`), { status: 204 });
    expect(isKept(fresh)).toBe(false);
    const { rows } = await get(rowsOf(InstallationView), `computers/${idOf('till-1')}/installations`);
    expect(rows).toEqual([]);
    expect(await onDisk()).toEqual([NEW, NEW, undefined]);
  });

  it('every answer was one that the document declares', () => {
    const declared = declaredOperations();
    const life = [
      'POST /enrolment-tokens',
      'GET /computers',
      'GET /computers/{computerId}',
      'GET /computers/{computerId}/installations',
      'POST /uploads',
      'PATCH /uploads/{uploadId}/files/{index}',
      'POST /uploads/{uploadId}/finish',
      'POST /packages',
      'POST /job-containers/preview',
      'POST /job-containers',
      'GET /job-containers/{containerId}',
      'GET /job-containers/{containerId}/jobs',
      'GET /jobs',
      'GET /jobs/{jobId}/output',
      'GET /packages/{packageId}/installations',
      'DELETE /computers/{computerId}/installations/{packageId}',
      'GET /audit',
      'GET /packages/{packageId}/use',
      'DELETE /packages/{packageId}',
      'GET /package-families/{familyId}',
    ];
    expect(life.filter((operation) => !declared.includes(operation))).toEqual([]);
    expect([...exercisedOperations()].sort()).toEqual(life.sort());
  });
});
