import { parse } from '#protocol/parse.ts';
import { ChangeComputerNotes, OrderPower, SendMessage } from '#protocol/requests.ts';
import { pageQuery } from '../page-query.ts';
import { noContent, ok } from '../reply.ts';
import { get, patch, post } from '../route.ts';

export const computerRoutes = [
  get('computers', async ({ hub, actor, url }) => ok(await hub.queries.computers(actor, pageQuery(url)))),

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

  get('computers/:computerId/installations', async ({ hub, actor, param }) =>
    ok({ rows: await hub.queries.installationsOfComputer(actor, param('computerId')) }),
  ),

  post('computers/:computerId/power', async ({ hub, actor, param, body }) => {
    const input = parse(OrderPower, { ...(await body()), computerId: param('computerId') });
    await hub.commands.orderPower(actor, input);
    return noContent();
  }),

  post('computers/:computerId/message', async ({ hub, actor, param, body }) => {
    const input = parse(SendMessage, { ...(await body()), computerId: param('computerId') });
    await hub.commands.sendMessage(actor, input);
    return noContent();
  }),
];
