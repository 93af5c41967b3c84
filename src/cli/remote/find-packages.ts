import { z } from 'zod';
import type { JobAction } from '#protocol/job.ts';
import { FamilyView, PackageView } from '#protocol/views/package.ts';
import type { ApiClient } from './api-client.ts';
import { wrongUsage } from './exit.ts';
import { isIdentifier, keyOf, unlessUnknown, whatIsThere } from './names.ts';

/** What is needed of a package or family to name it: no more, so that hubs of other versions do as well. */
const NamedPackage = PackageView.pick({ id: true, familyName: true, version: true });
export type NamedPackage = z.infer<typeof NamedPackage>;
const NamedFamily = FamilyView.pick({ id: true, name: true, latestVersion: true });

/** Versions that one refusal of ours lists. */
const VERSIONS_NAMED = 20;

const FamilyWithPackages = z.object({ family: NamedFamily, packages: z.array(NamedPackage) });
type FamilyWithPackages = z.infer<typeof FamilyWithPackages>;

/**
 * The packages that these words mean, each once, in their order: an id, `NAME@VERSION`, or `NAME` alone for its
 * newest version. To uninstall, a name alone does only where it has one version: the newest need not be what is there.
 * @throws RemoteEnd that lists what is there
 */
export async function findPackages(
  client: ApiClient,
  { words, action }: { words: readonly string[]; action: JobAction },
): Promise<NamedPackage[]> {
  const found = new Map<string, NamedPackage>();
  for (const word of words) {
    const one = await findPackage(client, word, action);
    found.set(one.id, one);
  }
  return [...found.values()];
}

export async function findPackage(
  client: ApiClient,
  word: string,
  action: JobAction = 'install',
): Promise<NamedPackage> {
  if (isIdentifier(word)) {
    const one = await unlessUnknown(client.get(`packages/${word}`, NamedPackage));
    if (one !== undefined) return one;
  }
  const at = word.lastIndexOf('@');
  const whole = await findFamily(client, word);
  const before = at <= 0 ? undefined : await findFamily(client, word.slice(0, at));
  const version = keyOf(word.slice(at + 1));
  const named = before?.packages.find((one) => keyOf(one.version) === version);
  if (whole !== undefined && named !== undefined) {
    throw wrongUsage(
      `"${word}" is the name of a family, and version ${named.version} of "${named.familyName}". Give the id: ` +
        `${named.id} for the latter, or one of ${idsOf(whole)}.`,
    );
  }
  if (named !== undefined) return named;
  if (whole !== undefined) return newestOf(whole, action);
  if (before !== undefined) {
    throw wrongUsage(
      `"${before.family.name}" has no version ${word.slice(at + 1)}. There is: ${versionsOf(before)}.`,
    );
  }
  const there = await whatIsThere(at <= 0 ? word : word.slice(0, at), (search, most) =>
    client.rows('package-families', NamedFamily, { search, most }),
  );
  throw wrongUsage(`There is no package "${word}". ${there}`);
}

/** With its versions, newest first. Its name is compared whole, without regard to case. */
export async function findFamily(client: ApiClient, name: string): Promise<FamilyWithPackages | undefined> {
  const key = keyOf(name);
  if (key === '') return undefined;
  for await (const family of client.each('package-families', NamedFamily, { search: name.trim() })) {
    if (keyOf(family.name) === key) return client.get(`package-families/${family.id}`, FamilyWithPackages);
  }
  return undefined;
}

function newestOf(whole: FamilyWithPackages, action: JobAction): NamedPackage {
  const { family, packages } = whole;
  const newest = packages.find((one) => one.version === family.latestVersion) ?? packages[0];
  if (newest === undefined) throw wrongUsage(`"${family.name}" has no versions yet.`);
  if (action === 'uninstall' && packages.length > 1) {
    throw wrongUsage(
      `Which version of "${family.name}" is to go? Write ${family.name}@${newest.version}. There is: ${versionsOf(whole)}.`,
    );
  }
  return newest;
}

const listOf = (words: string[]) =>
  words.slice(0, VERSIONS_NAMED).join(', ') + (words.length > VERSIONS_NAMED ? ' …' : '');
const versionsOf = ({ packages }: FamilyWithPackages) =>
  packages.length === 0 ? 'none' : listOf(packages.map((one) => one.version));
const idsOf = ({ packages }: FamilyWithPackages) =>
  listOf(packages.map((one) => `${one.id} (${one.version})`));
