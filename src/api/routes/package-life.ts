import { z } from 'zod';
import { Refusal } from '#protocol/errors.ts';
import { LIMITS } from '#protocol/limits.ts';
import { IconType } from '#protocol/package.ts';
import { CopyPackage, EditFamily } from '#protocol/requests.ts';
import { FamilyView, PackageUseView, PackageView, SystemSeen } from '#protocol/views/package.ts';
import { UsualDuration } from '#protocol/views/container.ts';
import { UsualDurationQuery } from '../page-query.ts';
import { contentType } from '../json-body.ts';
import { json } from '../reply.ts';
import { bare, create, get, patch, remove, rowsOf } from '../route.ts';
import { wholeBody } from '../whole-body.ts';

/** `v`: the family's `icon`. The answer to an address with it never changes. */
const IconQuery = z.object({ v: z.string().max(64).exactOptional() });
const A_YEAR = 'private, max-age=31536000, immutable';

/** Without `usual`: it has succeeded too seldom to say. */
const Usual = z.object({ usual: UsualDuration.exactOptional() });

/** What becomes of families and packages after they were made. */
export const packageLifeRoutes = [
  patch(
    'package-families/:familyId',
    {
      summary: 'Rename a package family, or change its notes; its packages follow',
      may: 'package.write',
      body: EditFamily,
      reply: FamilyView,
      errors: ['nameTaken', 'changedMeanwhile'],
    },
    ({ hub, actor, input }) => hub.commands.editFamily(actor, input),
  ),

  remove(
    'package-families/:familyId',
    {
      summary: 'Delete a package family without packages',
      may: 'package.delete',
      errors: ['familyNotEmpty'],
    },
    ({ hub, actor, param }) => hub.commands.deleteFamily(actor, { familyId: param('familyId') }),
  ),

  get(
    'packages/:packageId/usual-duration',
    {
      summary: 'How long a package usually takes to install, or to uninstall',
      may: 'read',
      query: UsualDurationQuery,
      reply: Usual,
    },
    async ({ hub, actor, param, query }) => {
      const usual = await hub.queries.usualDuration(actor, { packageId: param('packageId'), ...query });
      return usual === undefined ? {} : { usual };
    },
  ),

  bare(
    'GET',
    'package-families/:familyId/icon',
    {
      summary: 'The icon of a package family',
      may: 'read',
      status: 200,
      query: IconQuery,
      sends: IconType.options,
      keeps: 'whole',
    },
    async ({ hub, actor, param, query, request }) => {
      const { type, bytes, digest } = await hub.queries.familyIcon(actor, param('familyId'));
      const etag = `"${digest}"`;
      const headers = {
        // An image and nothing else, also when its address is opened as a page.
        'content-type': type,
        'content-security-policy': "default-src 'none'; sandbox",
        'cache-control': query.v === digest ? A_YEAR : 'private, no-cache',
        etag,
      };
      if (request.headers['if-none-match'] === etag) return { status: 304, headers };
      return { status: 200, headers, body: Buffer.from(bytes) };
    },
  ),

  bare(
    'PUT',
    'package-families/:familyId/icon',
    {
      summary:
        'Give a package family an icon: PNG, JPEG, WebP or GIF, at most 256 KiB and 1024 × 1024 pixels',
      may: 'package.write',
      status: 200,
      takes: IconType.options,
      reply: FamilyView,
      errors: ['iconUnusable', 'tooLarge', 'wrongContentType', 'uploadBroken'],
    },
    async ({ hub, actor, param, request }) => {
      if (!IconType.safeParse(contentType(request)).success) {
        throw new Refusal('wrongContentType', { detail: `Send one of ${IconType.options.join(', ')}.` });
      }
      const bytes = await wholeBody(request, LIMITS.iconBytes);
      return json(200, await hub.commands.setFamilyIcon(actor, { familyId: param('familyId') }, bytes));
    },
  ),

  remove(
    'package-families/:familyId/icon',
    { summary: 'Take the icon of a package family away', may: 'package.write', reply: FamilyView },
    ({ hub, actor, param }) => hub.commands.removeFamilyIcon(actor, { familyId: param('familyId') }),
  ),

  create(
    'packages/:packageId/copy',
    {
      summary: 'Copy a package as a new version of its family, with the same files or with uploaded ones',
      may: 'package.write',
      body: CopyPackage,
      reply: PackageView,
      errors: ['nameTaken', 'contentMissing', 'dependencyCycle'],
      at: 'packages',
    },
    ({ hub, actor, input }) => hub.commands.copyPackage(actor, input),
  ),

  remove(
    'packages/:packageId',
    {
      summary: 'Delete a package; confirmed with its name also while it is installed or waits to be',
      may: 'package.delete',
      query: z.object({
        confirmName: z
          .string()
          .max(LIMITS.nameLength * 2)
          .exactOptional(),
      }),
      errors: ['packageInUse'],
    },
    ({ hub, actor, param, query }) =>
      hub.commands.deletePackage(actor, { packageId: param('packageId'), ...query }),
  ),

  get(
    'packages/:packageId/use',
    {
      summary: 'What still holds on to a package, and so why it cannot be deleted',
      may: 'read',
      reply: PackageUseView,
    },
    ({ hub, actor, param }) => hub.queries.packageUse(actor, param('packageId')),
  ),

  get(
    'systems-seen',
    {
      summary: 'Systems that inventories name, the most frequent first; a few minutes old',
      may: 'read',
      reply: rowsOf(SystemSeen),
    },
    async ({ hub, actor }) => ({ rows: await hub.queries.systemsSeen(actor) }),
  ),
];
