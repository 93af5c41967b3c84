import type { JobOrder } from '#protocol/orders.ts';
import {
  CONTENT_AUTHORIZATION,
  type ContentRequest,
  contentRequestText,
  type PreStageRequest,
  preStageRequestText,
} from '#protocol/proof.ts';
import type { HubTime } from './hub-time.ts';
import { signText } from './keys.ts';
import type { FetchOrder } from './pre-stager.ts';

/** How long a signed request for content is good: long enough for clocks that differ a little. */
const VALID_MILLISECONDS = 5 * 60_000;

export const contentUrl = (hubUrl: string, sha256: string) =>
  new URL(`/api/v1/content/${sha256}`, hubUrl).href;

interface Signer {
  privateKey: string;
  hubTime: HubTime;
}

/** @returns the `Authorization` header for the content of this order, by the hub's clock. */
export function contentAuthorization(order: JobOrder, signer: Signer): string {
  const request: ContentRequest = {
    computerId: order.computerId,
    jobId: order.jobId,
    attempt: order.attempt,
    sha256: order.content?.sha256 ?? '',
    expiresAt: expiryOf(signer),
  };
  return header(request, { text: contentRequestText(request), signer });
}

/** The same for content that is brought in advance. */
export function preStageAuthorization({ computerId, fetch }: FetchOrder, signer: Signer): string {
  const { grantId, content } = fetch;
  const { sha256 } = content;
  const request: PreStageRequest = { computerId, grantId, sha256, expiresAt: expiryOf(signer) };
  return header(request, { text: preStageRequestText(request), signer });
}

const expiryOf = ({ hubTime }: Signer) =>
  new Date(hubTime.now().getTime() + VALID_MILLISECONDS).toISOString();

function header(request: object, { text, signer }: { text: string; signer: Signer }): string {
  const body = Buffer.from(JSON.stringify(request)).toString('base64url');
  return `${CONTENT_AUTHORIZATION} ${body}.${signText(signer.privateKey, text)}`;
}
