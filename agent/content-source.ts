import type { JobOrder } from '#protocol/orders.ts';
import { CONTENT_AUTHORIZATION, type ContentRequest, contentRequestText } from '#protocol/proof.ts';
import type { HubTime } from './hub-time.ts';
import { signText } from './keys.ts';

/** How long a signed request for content is good: long enough for clocks that differ a little. */
const VALID_MILLISECONDS = 5 * 60_000;

export const contentUrl = (hubUrl: string, sha256: string) =>
  new URL(`/api/v1/content/${sha256}`, hubUrl).href;

/** @returns the `Authorization` header for the content of this order, by the hub's clock. */
export function contentAuthorization(
  order: JobOrder,
  signer: { privateKey: string; hubTime: HubTime },
): string {
  const request: ContentRequest = {
    computerId: order.computerId,
    jobId: order.jobId,
    attempt: order.attempt,
    sha256: order.content?.sha256 ?? '',
    expiresAt: new Date(signer.hubTime.now().getTime() + VALID_MILLISECONDS).toISOString(),
  };
  const body = Buffer.from(JSON.stringify(request)).toString('base64url');
  return `${CONTENT_AUTHORIZATION} ${body}.${signText(signer.privateKey, contentRequestText(request))}`;
}
