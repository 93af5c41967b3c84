import { Refusal } from '#protocol/errors.ts';
import { parse } from '#protocol/parse.ts';
import { CreateFamily, CreatePackage, DeletePackage, EditPackage } from '#protocol/requests.ts';
import { download } from '../download.ts';
import { contentType } from '../json-body.ts';
import { readForm } from '../multipart.ts';
import { packageFields } from '../package-fields.ts';
import { contentQuery, pageQuery } from '../page-query.ts';
import { created, noContent, ok, type Reply } from '../reply.ts';
import { type Call, get, patch, post, remove } from '../route.ts';

/** Bytes of a form around its files: fields, part headers, boundaries. */
const FORM_OVERHEAD_BYTES = 16 * 1024 * 1024;

export const packageRoutes = [
  get('package-families', async ({ hub, actor, url }) =>
    ok(await hub.queries.families(actor, pageQuery(url))),
  ),

  post('package-families', async ({ hub, actor, body }) => {
    const family = await hub.commands.createFamily(actor, parse(CreateFamily, await body()));
    return created(`package-families/${family.id}`, family);
  }),

  get('package-families/:familyId', async ({ hub, actor, param }) =>
    ok(await hub.queries.family(actor, param('familyId'))),
  ),

  get('packages', async ({ hub, actor, url }) => ok(await hub.queries.packages(actor, pageQuery(url)))),

  post('packages', (call) =>
    contentType(call.request) === 'multipart/form-data' ? upload(call) : withoutContent(call),
  ),

  get('packages/:packageId', async ({ hub, actor, param }) =>
    ok(await hub.queries.package(actor, param('packageId'))),
  ),

  patch('packages/:packageId', async ({ hub, actor, param, body }) => {
    const input = parse(EditPackage, { ...(await body()), packageId: param('packageId') });
    return ok(await hub.commands.editPackage(actor, input));
  }),

  remove('packages/:packageId', async ({ hub, actor, param }) => {
    await hub.commands.deletePackage(actor, parse(DeletePackage, { packageId: param('packageId') }));
    return noContent();
  }),

  get('packages/:packageId/installations', async ({ hub, actor, param, url }) =>
    ok(await hub.queries.installationsOfPackage(actor, param('packageId'), pageQuery(url))),
  ),

  get('packages/:packageId/files', async ({ hub, actor, param, url }) => {
    const { content } = await hub.queries.package(actor, param('packageId'));
    if (content === undefined) throw new Refusal('contentMissing', { detail: 'This package has no files.' });
    const { search } = contentQuery(url);
    return ok(await hub.queries.contentOf(actor, { sha256: content.sha256, search }));
  }),

  get('packages/:packageId/content', async ({ hub, actor, param, request }) => {
    const { content } = await hub.queries.package(actor, param('packageId'));
    if (content === undefined) throw new Refusal('contentMissing', { detail: 'This package has no files.' });
    return download({ content: hub.content, sha256: content.sha256, fileName: content.fileName, request });
  }),
];

async function withoutContent({ hub, actor, body }: Call): Promise<Reply> {
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
