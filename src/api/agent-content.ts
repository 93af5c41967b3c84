import type { IncomingMessage } from 'node:http';
import type { Hub } from '#hub/hub.ts';
import { Refusal } from '#protocol/errors.ts';
import { Sha256 } from '#protocol/identifiers.ts';
import { CONTENT_AUTHORIZATION } from '#protocol/proof.ts';
import { download } from './download.ts';
import type { Reply } from './reply.ts';

/**
 * Content for an agent that shows a signed request: the one resource that no user's credentials open.
 * @throws Refusal `notSignedIn`, `notFound`, `badSignature`, `contentNotGranted`, `contentMissing`
 */
export async function agentContent(task: {
  hub: Hub;
  sha256: string;
  request: IncomingMessage;
}): Promise<Reply> {
  const { hub, sha256, request } = task;
  if (!Sha256.safeParse(sha256).success) throw new Refusal('notFound');
  const { authorization } = request.headers;
  if (authorization?.startsWith(`${CONTENT_AUTHORIZATION} `) !== true) {
    throw new Refusal('notSignedIn', { detail: 'Content is given to agents that sign their request.' });
  }
  await hub.identities.contentReader(authorization, sha256);
  return download({ content: hub.content, sha256, fileName: `${sha256}.zip`, request });
}
