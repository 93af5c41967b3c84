import type { ContentRequest } from '#protocol/proof.ts';
import type { Job } from './job.ts';
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
