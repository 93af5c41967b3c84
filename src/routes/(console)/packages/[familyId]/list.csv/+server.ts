import { Readable } from 'node:stream';
import type { PackageView } from '#protocol/views/package.ts';
import { csvResponse, type Cell } from '$lib/server/csv.ts';
import { familySnapshot } from '$lib/server/family-list.ts';
import type { RequestHandler } from './$types';

const HEAD = [
  'id',
  'name',
  'version',
  'files',
  'bytes',
  'can be installed',
  'can be uninstalled',
  'created',
  'created by',
  'notes',
];

const cellsOf = ({ content, ...one }: PackageView): Cell[] => [
  one.id,
  one.familyName,
  one.version,
  content?.files,
  content?.bytes,
  one.install.procedure.trim() === '' ? 'no' : 'yes',
  one.uninstall.procedure.trim() === '' ? 'no' : 'yes',
  one.createdAt,
  one.createdBy,
  one.notes,
];

/** Every version of a family, in the order of the address. */
export const GET: RequestHandler = async (event) => {
  const { family, packages } = await familySnapshot(event, event.params.familyId);
  // A family is one page.
  const pages = Readable.from([packages.map(cellsOf)]);
  return csvResponse(family.name, { head: HEAD, pages });
};
