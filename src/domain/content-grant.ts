import type { ContentRequest, PreStageRequest } from '#protocol/proof.ts';
import type { Job } from './job.ts';
import type { InAdvance } from './pre-stage/in-advance.ts';
import { isUnbegun } from './transitions.ts';

/** A5: content is given for an attempt that is current, is this computer's, has not begun, and names that content. */
export function grantsContent(job: Job | undefined, request: ContentRequest): boolean {
  return (
    job !== undefined &&
    job.computerId === request.computerId &&
    job.attempt?.number === request.attempt &&
    job.content?.sha256 === request.sha256 &&
    isUnbegun(job.state)
  );
}

/** V4: what a computer is to bring into its cache now. */
export interface PreStageGrant {
  id: string;
  computerId: string;
  sha256: string;
}

/** A5: content is given for the grant that this computer has now, as long as it is still wanted there in advance. */
export function grantsInAdvance(
  grant: PreStageGrant | undefined,
  request: PreStageRequest,
  wanted: readonly InAdvance[],
): boolean {
  return (
    grant !== undefined &&
    grant.computerId === request.computerId &&
    grant.id === request.grantId &&
    grant.sha256 === request.sha256 &&
    wanted.some(({ content }) => content.sha256 === request.sha256)
  );
}
