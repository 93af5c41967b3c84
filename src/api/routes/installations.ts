import { z } from 'zod';
import { AddInstallation, RemoveAssignments } from '#protocol/requests.ts';
import { InstallationView } from '#protocol/views/package.ts';
import { AllInstallationsQuery } from '../page-query.ts';
import { get, pageOf, post, remove } from '../route.ts';

const Removed = z.object({
  /** Records that were there. */
  removed: z.number().int(),
});

/** As many as one request may name. */
const REMOVALS_BYTES = 4 * 1024 * 1024;

export const installationRoutes = [
  get(
    'installations',
    {
      summary: 'What is installed where, by the computer’s name',
      may: 'read',
      query: AllInstallationsQuery,
      reply: pageOf(InstallationView),
    },
    ({ hub, actor, query }) => hub.queries.installations(actor, query),
  ),

  post(
    'installations',
    {
      summary: 'Record an installation by hand; nothing is executed',
      may: 'installation.add',
      body: AddInstallation,
      reply: InstallationView,
    },
    ({ hub, actor, input }) => hub.commands.addInstallation(actor, input),
  ),

  // Not `DELETE installations`: what stands between may drop the body of a DELETE.
  post(
    'installations/remove',
    {
      summary: 'Remove assignments: records only, the software stays on the computers',
      may: ['installation.removeForOne', 'installation.remove'],
      body: RemoveAssignments,
      bodyBytes: REMOVALS_BYTES,
      reply: Removed,
      errors: ['tooLarge'],
    },
    ({ hub, actor, input }) => hub.commands.removeAssignments(actor, input),
  ),

  remove(
    'computers/:computerId/installations/:packageId',
    {
      summary: 'Remove one assignment: the record only, the software stays on the computer',
      may: 'installation.removeForOne',
      reply: Removed,
    },
    ({ hub, actor, param }) =>
      hub.commands.removeAssignments(actor, {
        installations: [{ computerId: param('computerId'), packageId: param('packageId') }],
      }),
  ),
];
