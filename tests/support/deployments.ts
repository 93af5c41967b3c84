import type { Input } from '#hub/hub.ts';
import type { AttemptKey } from '#protocol/identifiers.ts';
import type { JobView } from '#protocol/views/container.ts';
import type { PackageView } from '#protocol/views/package.ts';
import { ADMIN, type TestHub } from './test-hub.ts';

let made = 0;

/** A package with these procedures and, when given, one file in its content. */
export async function givenPackage(
  { hub }: Pick<TestHub, 'hub'>,
  given: Partial<Input<'CreatePackage'>> & { file?: { name: string; text: string } } = {},
): Promise<PackageView> {
  const { file, ...fields } = given;
  const content =
    file === undefined ? undefined : await hub.commands.storeContent(ADMIN, filesOf([{ ...file }]));
  return hub.commands.createPackage(
    ADMIN,
    {
      familyName: `package ${(made += 1)}`,
      version: '1.0',
      installProcedure: 'echo installed',
      uninstallProcedure: 'echo removed',
      ...fields,
    },
    content,
  );
}

async function* filesOf(files: { name: string; text: string }[]) {
  const { Readable } = await import('node:stream');
  for (const file of files) yield { name: file.name, stream: Readable.from([Buffer.from(file.text)]) };
}

/** Deploys one package to one computer now. @returns its only job */
export async function deploy(
  { hub }: Pick<TestHub, 'hub'>,
  wish: { computerId: string; packageId: string } & Partial<Input<'CreateContainer'>>,
): Promise<JobView> {
  const { computerId, packageId, ...rest } = wish;
  const container = await hub.commands.createContainer(ADMIN, {
    name: 'test deployment',
    computerIds: [computerId],
    packageIds: [packageId],
    ...rest,
  });
  const { jobs } = await hub.queries.jobsOfContainer(ADMIN, container.id);
  const [job] = jobs;
  if (job === undefined) throw new Error('the container has no job');
  return job;
}

export const attemptOf = (job: { jobId: string; attempt: number }): AttemptKey => ({
  jobId: job.jobId,
  attempt: job.attempt,
});
