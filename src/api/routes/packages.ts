import { z } from 'zod';
import { Refusal } from '#protocol/errors.ts';
import { LIMITS } from '#protocol/limits.ts';
import { parse } from '#protocol/parse.ts';
import { CreateFamily, CreatePackage, EditPackage } from '#protocol/requests.ts';
import { FamilyView, InstallationView, PackageView } from '#protocol/views/package.ts';
import { ContentFilesView } from '#protocol/views/upload.ts';
import { download } from '../download.ts';
import { contentType } from '../json-body.ts';
import { readForm } from '../multipart.ts';
import { PACKAGE_FORM, packageFields } from '../package-fields.ts';
import { csv, type Columns } from '../csv.ts';
import { ContentQuery, FamiliesCsvQuery, FamiliesQuery, InstallationsQuery, Search } from '../page-query.ts';
import { created, type Reply } from '../reply.ts';
import { bare, type Call, create, get, pageOf, patch } from '../route.ts';

/** Bytes of a form around its files: fields, part headers, boundaries. */
const FORM_OVERHEAD_BYTES = 16 * 1024 * 1024;
const ATTACHED = { 'Content-Disposition': 'Its name as a file' };

const FAMILY_COLUMNS: Columns<FamilyView> = {
  id: ({ id }) => id,
  name: ({ name }) => name,
  latestVersion: ({ latestVersion }) => latestVersion,
  packages: ({ packages }) => packages,
  createdAt: ({ createdAt }) => createdAt,
  notes: ({ notes }) => notes,
};

export const packageRoutes = [
  get(
    'package-families',
    {
      summary: 'Package families, by name, or as they are to be sorted',
      may: 'read',
      query: FamiliesQuery,
      reply: pageOf(FamilyView).extend({ total: z.number().int() }),
    },
    ({ hub, actor, query }) => hub.queries.families(actor, query),
  ),

  bare(
    'GET',
    'package-families.csv',
    {
      summary: 'All package families that fit, as comma-separated values',
      may: 'read',
      query: FamiliesCsvQuery,
      status: 200,
      sends: ['text/csv'],
      tells: { 200: { 'content-disposition': 'The name of the file' } },
    },
    ({ hub, actor, query }) =>
      csv({
        name: 'package-families',
        columns: FAMILY_COLUMNS,
        read: (cursor) =>
          hub.queries.families(actor, {
            ...query,
            limit: LIMITS.pageRows,
            ...(cursor === undefined ? {} : { cursor }),
          }),
      }),
  ),

  create(
    'package-families',
    {
      summary: 'Create a package family',
      may: 'package.write',
      body: CreateFamily,
      reply: FamilyView,
      errors: ['nameTaken'],
    },
    ({ hub, actor, input }) => hub.commands.createFamily(actor, input),
  ),

  get(
    'package-families/:familyId',
    {
      summary: 'A package family and its packages',
      may: 'read',
      reply: z.object({ family: FamilyView, packages: z.array(PackageView) }),
    },
    ({ hub, actor, param }) => hub.queries.family(actor, param('familyId')),
  ),

  get(
    'packages',
    { summary: 'Packages, by name', may: 'read', query: Search, reply: pageOf(PackageView) },
    ({ hub, actor, query }) => hub.queries.packages(actor, query),
  ),

  bare(
    'POST',
    'packages',
    {
      summary: 'Create a package: from JSON, or from a form with its files',
      may: 'package.write',
      status: 201,
      body: CreatePackage,
      form: PACKAGE_FORM,
      reply: PackageView,
      errors: [
        'nameTaken',
        'dependencyCycle',
        'contentMissing',
        'uploadBroken',
        'archiveInvalid',
        'archiveUnsafe',
        'diskFull',
      ],
    },
    (call) => (contentType(call.request) === 'multipart/form-data' ? upload(call) : withoutFiles(call)),
  ),

  get(
    'packages/:packageId',
    { summary: 'One package', may: 'read', reply: PackageView },
    ({ hub, actor, param }) => hub.queries.package(actor, param('packageId')),
  ),

  patch(
    'packages/:packageId',
    {
      summary: 'Edit a package; jobs that exist keep what they were made with',
      may: 'package.write',
      body: EditPackage,
      reply: PackageView,
      errors: ['nameTaken', 'changedMeanwhile', 'dependencyCycle'],
    },
    ({ hub, actor, input }) => hub.commands.editPackage(actor, input),
  ),

  get(
    'packages/:packageId/installations',
    {
      summary: "Where a package is installed, by the computer's name",
      may: 'read',
      query: InstallationsQuery,
      reply: pageOf(InstallationView).extend({
        /** Records that fit the question, on all pages. */
        total: z.number().int(),
        /** Records of the package, whatever was asked for. */
        installations: z.number().int(),
      }),
    },
    ({ hub, actor, param, query }) => hub.queries.installationsOfPackage(actor, param('packageId'), query),
  ),

  get(
    'packages/:packageId/files',
    {
      summary: "The files of a package's archive, the first 1,000",
      may: 'content.read',
      query: ContentQuery,
      reply: ContentFilesView,
      errors: ['contentMissing'],
    },
    async ({ hub, actor, param, query: { search } }) => {
      const { content } = await hub.queries.package(actor, param('packageId'));
      if (content === undefined) throw withoutContent();
      return hub.queries.contentOf(actor, { sha256: content.sha256, search });
    },
  ),

  bare(
    'GET',
    'packages/:packageId/content',
    {
      summary: "A package's archive; ranges can be asked for",
      may: 'content.read',
      status: 200,
      sends: ['application/zip'],
      keeps: 'ranges',
      tells: { 200: ATTACHED, 206: ATTACHED },
      errors: ['contentMissing'],
    },
    async ({ hub, actor, param, request }) => {
      const { content } = await hub.queries.package(actor, param('packageId'));
      if (content === undefined) throw withoutContent();
      return download({ content: hub.content, sha256: content.sha256, fileName: content.fileName, request });
    },
  ),
];

const withoutContent = () => new Refusal('contentMissing', { detail: 'This package has no files.' });

async function withoutFiles({ hub, actor, body }: Call): Promise<Reply> {
  const entity = await hub.commands.createPackage(actor, parse(CreatePackage, await body()));
  return created(`packages/${entity.id}`, entity);
}

async function upload({ hub, actor, request, uploadLimitBytes }: Call): Promise<Reply> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > uploadLimitBytes + FORM_OVERHEAD_BYTES) {
    throw new Refusal('tooLarge', { detail: `An upload may have ${uploadLimitBytes} bytes.` });
  }
  using form = await readForm(request);
  // Before the files: nobody should send gigabytes only to hear that the version is missing.
  const input = parse(CreatePackage, packageFields(form.fields));
  const content = form.hasFiles ? await hub.commands.storeContent(actor, form.files) : undefined;
  const entity = await hub.commands.createPackage(actor, input, content);
  return created(`packages/${entity.id}`, entity);
}
