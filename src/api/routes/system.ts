import { parse } from '#protocol/parse.ts';
import { EditSettings } from '#protocol/requests.ts';
import { ok } from '../reply.ts';
import { get, patch } from '../route.ts';

export const systemRoutes = [
  get('settings', async ({ hub, actor }) => ok(await hub.queries.settings(actor))),
  patch('settings', async ({ hub, actor, body }) =>
    ok(await hub.commands.editSettings(actor, parse(EditSettings, await body()))),
  ),
  get('system', async ({ hub, actor }) => ok(await hub.queries.system(actor))),
];
