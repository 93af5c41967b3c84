import { z } from 'zod';
import { Refusal } from '#protocol/errors.ts';
import {
  AddComputersByName,
  ChangeMembers,
  CreateGroup,
  EditGroup,
  SetPackageGroup,
} from '#protocol/requests.ts';
import { AddedByName, ComputerGroupView, PackageGroupView, type GroupView } from '#protocol/views/group.ts';
import { create, get, patch, post, put, remove, rowsOf } from '../route.ts';

const Changed = z.object({
  /** How many came, and how many went. */
  added: z.number().int(),
  removed: z.number().int(),
});
/** A list of names, or of up to 20,000 ids. */
const LONG_BODY = 4 * 1024 * 1024;
const PLACED = ['nameTaken', 'tooLarge'] as const;
const fields = CreateGroup.omit({ of: true });
const edits = EditGroup.omit({ of: true });

function ofComputers(view: GroupView): ComputerGroupView {
  if (view.of !== 'computers') throw new Refusal('internal');
  return view;
}
function ofPackages(view: GroupView): PackageGroupView {
  if (view.of !== 'packages') throw new Refusal('internal');
  return view;
}

export const groupRoutes = [
  get(
    'computer-groups',
    { summary: 'Groups of computers, by name', may: 'read', reply: rowsOf(ComputerGroupView) },
    async ({ hub, actor }) => ({ rows: await hub.queries.computerGroups(actor) }),
  ),
  create(
    'computer-groups',
    {
      summary: 'Create a group of computers',
      may: 'group.write',
      body: fields,
      reply: ComputerGroupView,
      errors: PLACED,
    },
    async ({ hub, actor, input }) =>
      ofComputers(await hub.commands.createGroup(actor, { ...input, of: 'computers' })),
  ),
  get(
    'computer-groups/:groupId',
    { summary: 'One group of computers', may: 'read', reply: ComputerGroupView },
    async ({ hub, actor, param }) =>
      ofComputers(await hub.queries.group(actor, 'computers', param('groupId'))),
  ),
  patch(
    'computer-groups/:groupId',
    {
      summary: 'Rename or move a group of computers, or change its notes',
      may: 'group.write',
      body: edits,
      reply: ComputerGroupView,
      errors: [...PLACED, 'changedMeanwhile'],
    },
    async ({ hub, actor, input }) =>
      ofComputers(await hub.commands.editGroup(actor, { ...input, of: 'computers' })),
  ),
  remove(
    'computer-groups/:groupId',
    {
      summary: 'Delete a group of computers; its members only leave it, groups below it move up',
      may: 'group.write',
      errors: ['nameTaken', 'changedMeanwhile'],
    },
    ({ hub, actor, param }) =>
      hub.commands.deleteGroup(actor, { of: 'computers', groupId: param('groupId') }),
  ),
  post(
    'computer-groups/:groupId/members',
    {
      summary: 'Add computers to a group, and take others out of it, by id',
      may: 'group.write',
      body: ChangeMembers,
      bodyBytes: LONG_BODY,
      reply: Changed,
      errors: ['tooLarge'],
    },
    ({ hub, actor, input }) => hub.commands.changeMembers(actor, input),
  ),
  post(
    'computer-groups/:groupId/members/by-name',
    {
      summary: 'Add the computers of a pasted list of names; unknown names are answered',
      may: 'group.write',
      body: AddComputersByName,
      bodyBytes: LONG_BODY,
      reply: AddedByName,
      errors: ['tooLarge'],
    },
    ({ hub, actor, input }) => hub.commands.addComputersByName(actor, input),
  ),
  put(
    'computer-groups/:groupId/members/:computerId',
    { summary: 'Add one computer to a group', may: 'group.write', reply: Changed, errors: ['tooLarge'] },
    ({ hub, actor, param }) =>
      hub.commands.changeMembers(actor, { groupId: param('groupId'), add: [param('computerId')] }),
  ),
  remove(
    'computer-groups/:groupId/members/:computerId',
    { summary: 'Take one computer out of a group', may: 'group.write', reply: Changed },
    ({ hub, actor, param }) =>
      hub.commands.changeMembers(actor, { groupId: param('groupId'), remove: [param('computerId')] }),
  ),

  get(
    'package-groups',
    { summary: 'Groups of packages, by name', may: 'read', reply: rowsOf(PackageGroupView) },
    async ({ hub, actor }) => ({ rows: await hub.queries.packageGroups(actor) }),
  ),
  create(
    'package-groups',
    {
      summary: 'Create a group of packages',
      may: 'group.write',
      body: fields,
      reply: PackageGroupView,
      errors: PLACED,
    },
    async ({ hub, actor, input }) =>
      ofPackages(await hub.commands.createGroup(actor, { ...input, of: 'packages' })),
  ),
  get(
    'package-groups/:groupId',
    { summary: 'One group of packages', may: 'read', reply: PackageGroupView },
    async ({ hub, actor, param }) => ofPackages(await hub.queries.group(actor, 'packages', param('groupId'))),
  ),
  patch(
    'package-groups/:groupId',
    {
      summary: 'Rename or move a group of packages, or change its notes',
      may: 'group.write',
      body: edits,
      reply: PackageGroupView,
      errors: [...PLACED, 'changedMeanwhile'],
    },
    async ({ hub, actor, input }) =>
      ofPackages(await hub.commands.editGroup(actor, { ...input, of: 'packages' })),
  ),
  remove(
    'package-groups/:groupId',
    {
      summary: 'Delete a group of packages; its members stay, groups below it move up',
      may: 'group.write',
      errors: ['nameTaken', 'changedMeanwhile'],
    },
    ({ hub, actor, param }) => hub.commands.deleteGroup(actor, { of: 'packages', groupId: param('groupId') }),
  ),
  put(
    'package-groups/:groupId/packages',
    {
      summary: 'Set the packages of a group, in the order in which they are deployed',
      may: 'group.write',
      body: SetPackageGroup,
      reply: PackageGroupView,
      errors: ['changedMeanwhile'],
    },
    ({ hub, actor, input }) => hub.commands.setPackageGroup(actor, input),
  ),
];
