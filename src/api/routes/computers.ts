import { parse } from '#protocol/parse.ts';
import {
  ChangeComputerNotes,
  ChangeSecureOn,
  OrderPower,
  PostponePower,
  SendMessage,
  WakeComputers,
} from '#protocol/requests.ts';
import { pageQuery } from '../page-query.ts';
import { noContent, ok } from '../reply.ts';
import { get, patch, post, remove } from '../route.ts';

export const computerRoutes = [
  get('computers', async ({ hub, actor, url }) => ok(await hub.queries.computers(actor, pageQuery(url)))),

  // Before the computers by id: `wake` is none.
  post('computers/wake', async ({ hub, actor, body }) =>
    ok(await hub.commands.wakeComputers(actor, parse(WakeComputers, await body()))),
  ),

  get('computers/:computerId', async ({ hub, actor, param }) =>
    ok(await hub.queries.computer(actor, param('computerId'))),
  ),

  patch('computers/:computerId', async ({ hub, actor, param, body }) => {
    const input = parse(ChangeComputerNotes, { ...(await body()), computerId: param('computerId') });
    return ok(await hub.commands.changeComputerNotes(actor, input));
  }),

  get('computers/:computerId/jobs', async ({ hub, actor, param, url }) =>
    ok(await hub.queries.jobsOfComputer(actor, param('computerId'), pageQuery(url))),
  ),

  get('computers/:computerId/history', async ({ hub, actor, param, url }) =>
    ok(await hub.queries.historyOfComputer(actor, param('computerId'), pageQuery(url))),
  ),

  get('computers/:computerId/installations', async ({ hub, actor, param }) =>
    ok({ rows: await hub.queries.installationsOfComputer(actor, param('computerId')) }),
  ),

  post('computers/:computerId/power', async ({ hub, actor, param, body }) => {
    const input = parse(OrderPower, { ...(await body()), computerId: param('computerId') });
    return ok(await hub.commands.orderPower(actor, input));
  }),

  post('computers/:computerId/power/now', async ({ hub, actor, param }) =>
    ok(await hub.commands.carryOutPower(actor, { computerId: param('computerId') })),
  ),

  post('computers/:computerId/power/postpone', async ({ hub, actor, param, body }) => {
    const input = parse(PostponePower, { ...(await body()), computerId: param('computerId') });
    return ok(await hub.commands.postponePower(actor, input));
  }),

  remove('computers/:computerId/power', async ({ hub, actor, param }) =>
    ok(await hub.commands.callOffPower(actor, { computerId: param('computerId') })),
  ),

  post('computers/:computerId/wake', async ({ hub, actor, param }) => {
    const { wakes } = await hub.commands.wakeComputers(actor, { computerIds: [param('computerId')] });
    return ok(wakes[0]);
  }),

  get('computers/:computerId/wakes', async ({ hub, actor, param, url }) => {
    const containerId = url.searchParams.get('containerId');
    const computerId = param('computerId');
    const query = { computerId, ...(containerId === null ? {} : { containerId }) };
    return ok({ rows: await hub.queries.wakesOfComputer(actor, query) });
  }),

  post('computers/:computerId/secure-on', async ({ hub, actor, param, body }) => {
    const input = parse(ChangeSecureOn, { ...(await body()), computerId: param('computerId') });
    return ok(await hub.commands.changeSecureOn(actor, input));
  }),

  post('computers/:computerId/message', async ({ hub, actor, param, body }) => {
    const input = parse(SendMessage, { ...(await body()), computerId: param('computerId') });
    await hub.commands.sendMessage(actor, input);
    return noContent();
  }),
];
