import { Readable } from 'node:stream';
import { z } from 'zod';
import {
  ChangeComputerNotes,
  ChangeSecureOn,
  OrderPower,
  PostponePower,
  SendMessage,
  WakeComputers,
} from '#protocol/requests.ts';
import { ComputerDetail, ComputerView, MessageShown } from '#protocol/views/computer.ts';
import { ComputersPart } from '#protocol/views/fleet.ts';
import { JobView } from '#protocol/views/container.ts';
import { JobSummaryView } from '#protocol/views/history.ts';
import { InstallationView } from '#protocol/views/package.ts';
import { WakeView } from '#protocol/views/wake.ts';
import { Refusal } from '#protocol/errors.ts';
import { LIMITS } from '#protocol/limits.ts';
import { TimelineEntry } from '#protocol/views/timeline.ts';
import { ComputersCsvQuery, ComputersQuery, Paging, TimelineQuery, WakesQuery } from '../page-query.ts';
import { bare, get, pageOf, patch, post, remove, rowsOf } from '../route.ts';

const Woken = z.object({
  wakes: z.array(WakeView),
  /** How many were left alone: they are online, or have no MAC address. */
  online: z.number().int(),
  notWakeable: z.number().int(),
});

export const computerRoutes = [
  get(
    'computers',
    { summary: 'Computers, by name or as sorted', may: 'read', query: ComputersQuery, reply: ComputersPart },
    ({ hub, actor, query: { where, ...query } }) =>
      hub.queries.computers(actor, { ...query, ...(where && { filter: where }) }),
  ),

  bare(
    'GET',
    'computers.csv',
    {
      summary: 'All computers that fit, as comma-separated values',
      may: 'read',
      query: ComputersCsvQuery,
      status: 200,
      sends: ['text/csv'],
      tells: { 200: { 'content-disposition': 'The name of the file' } },
    },
    async ({ hub, actor, query: { where, ...query } }) => {
      const lines = await hub.queries.computersCsv(actor, { ...query, ...(where && { filter: where }) });
      return {
        status: 200,
        headers: {
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': 'attachment; filename="computers.csv"',
        },
        stream: () => Promise.resolve(Readable.from(lines)),
      };
    },
  ),

  // Before the computers by id: `wake` is none.
  post(
    'computers/wake',
    {
      summary: 'Send magic packets to several computers',
      may: ['computer.wakeOne', 'computer.wake'],
      body: WakeComputers,
      reply: Woken,
      errors: ['computerOnline', 'notWakeable'],
    },
    ({ hub, actor, input }) => hub.commands.wakeComputers(actor, input),
  ),

  get(
    'computers/:computerId',
    { summary: 'One computer with its inventory', may: 'read', reply: ComputerDetail },
    ({ hub, actor, param }) => hub.queries.computer(actor, param('computerId')),
  ),

  patch(
    'computers/:computerId',
    {
      summary: "Change a computer's notes",
      may: 'computer.notes',
      body: ChangeComputerNotes,
      reply: ComputerView,
    },
    ({ hub, actor, input }) => hub.commands.changeComputerNotes(actor, input),
  ),

  remove(
    'computers/:computerId',
    {
      summary: 'Delete a computer with all records of it',
      may: 'computer.delete',
      query: z.object({ confirmName: z.string().max(LIMITS.nameLength).exactOptional() }),
      errors: ['computerInUse'],
    },
    ({ hub, actor, param, query }) =>
      hub.commands.deleteComputer(actor, { computerId: param('computerId'), ...query }),
  ),

  get(
    'computers/:computerId/jobs',
    { summary: 'Jobs of a computer, newest first', may: 'read', query: Paging, reply: pageOf(JobView) },
    ({ hub, actor, param, query }) => hub.queries.jobsOfComputer(actor, param('computerId'), query),
  ),

  get(
    'computers/:computerId/history',
    {
      summary: 'A line of each job of a computer that was purged, newest first',
      may: 'read',
      query: Paging,
      reply: pageOf(JobSummaryView),
    },
    ({ hub, actor, param, query }) => hub.queries.historyOfComputer(actor, param('computerId'), query),
  ),

  get(
    'computers/:computerId/timeline',
    {
      summary: 'What happened on a computer and was done to it, newest first',
      may: 'computer.timeline',
      query: TimelineQuery,
      reply: pageOf(TimelineEntry),
    },
    ({ hub, actor, param, query: { kind, ...page } }) =>
      hub.queries.timelineOfComputer(actor, {
        computerId: param('computerId'),
        ...page,
        ...(kind === undefined ? {} : { kinds: kind }),
      }),
  ),

  post(
    'computers/:computerId/inventory',
    {
      summary: 'Have the agent read its inventory anew and send it',
      may: 'computer.inventory',
      errors: ['computerOffline', 'timedOut'],
    },
    ({ hub, actor, param }) => hub.commands.askInventory(actor, { computerId: param('computerId') }),
  ),

  get(
    'computers/:computerId/installations',
    { summary: 'What is installed on a computer', may: 'read', reply: rowsOf(InstallationView) },
    async ({ hub, actor, param }) => ({
      rows: await hub.queries.installationsOfComputer(actor, param('computerId')),
    }),
  ),

  post(
    'computers/:computerId/power',
    {
      summary: 'Restart or shut down a computer, or restart its agent',
      may: 'computer.power',
      body: OrderPower,
      reply: ComputerView,
      errors: ['computerOffline'],
    },
    ({ hub, actor, input }) => hub.commands.orderPower(actor, input),
  ),

  post(
    'computers/:computerId/power/now',
    {
      summary: 'What is due on a computer happens now',
      may: 'computer.power',
      reply: ComputerView,
      errors: ['nothingDue', 'computerOffline', 'tooLateToStop'],
    },
    ({ hub, actor, param }) => hub.commands.carryOutPower(actor, { computerId: param('computerId') }),
  ),

  post(
    'computers/:computerId/power/postpone',
    {
      summary: 'What is due on a computer happens later',
      may: 'computer.power',
      body: PostponePower,
      reply: ComputerView,
      errors: ['nothingDue', 'computerOffline', 'tooLateToStop'],
    },
    ({ hub, actor, input }) => hub.commands.postponePower(actor, input),
  ),

  remove(
    'computers/:computerId/power',
    {
      summary: 'What is due on a computer does not happen',
      may: 'computer.power',
      reply: ComputerView,
      errors: ['nothingDue', 'computerOffline', 'tooLateToStop'],
    },
    ({ hub, actor, param }) => hub.commands.callOffPower(actor, { computerId: param('computerId') }),
  ),

  post(
    'computers/:computerId/wake',
    {
      summary: 'Send magic packets to a computer',
      may: 'computer.wakeOne',
      reply: WakeView,
      errors: ['computerOnline', 'notWakeable'],
    },
    async ({ hub, actor, param }) => {
      const { wakes } = await hub.commands.wakeComputers(actor, { computerIds: [param('computerId')] });
      const [wake] = wakes;
      if (wake === undefined) throw new Refusal('notFound');
      return wake;
    },
  ),

  get(
    'computers/:computerId/wakes',
    {
      summary: 'How a computer was woken, newest first',
      may: 'read',
      query: WakesQuery,
      reply: pageOf(WakeView),
    },
    ({ hub, actor, param, query }) =>
      hub.queries.wakesOfComputer(actor, { computerId: param('computerId'), ...query }),
  ),

  post(
    'computers/:computerId/secure-on',
    {
      summary: 'Set or take away the SecureOn password of a network card',
      may: 'computer.secureOn',
      body: ChangeSecureOn,
      reply: ComputerView,
      secret: true,
    },
    ({ hub, actor, input }) => hub.commands.changeSecureOn(actor, input),
  ),

  post(
    'computers/:computerId/message',
    {
      summary: 'Show a message to who is logged in at a computer',
      may: 'computer.message',
      body: SendMessage,
      reply: MessageShown,
      errors: ['computerOffline', 'timedOut'],
    },
    ({ hub, actor, input }) => hub.commands.sendMessage(actor, input),
  ),
];
