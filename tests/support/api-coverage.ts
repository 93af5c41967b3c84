import { exercisedOperations } from './api-contract.ts';

/**
 * Operations that `tests/hub/rest-contract.test.ts` does not ask for itself, by the file in `tests/hub` that does and
 * so holds them to the document. Each of these files ends with a test that nothing of its list was forgotten.
 */
export const ASKED_ELSEWHERE = {
  'power-rest': [
    'POST /computers/wake',
    'POST /computers/{computerId}/wake',
    'POST /computers/{computerId}/power',
    'DELETE /computers/{computerId}/power',
    'POST /computers/{computerId}/power/now',
    'POST /computers/{computerId}/power/postpone',
    'POST /computers/{computerId}/secure-on',
  ],
  access: ['GET /audit.csv'],
  'package-life': [
    'PATCH /package-families/{familyId}',
    'DELETE /package-families/{familyId}',
    'GET /package-families/{familyId}/icon',
    'PUT /package-families/{familyId}/icon',
    'DELETE /package-families/{familyId}/icon',
    'POST /packages/{packageId}/copy',
    'GET /packages/{packageId}/use',
    'GET /systems-seen',
  ],
  'families-rest': ['GET /package-families.csv'],
  uploads: [
    'POST /uploads',
    'GET /uploads/{uploadId}',
    'DELETE /uploads/{uploadId}',
    'PATCH /uploads/{uploadId}/files/{index}',
    'POST /uploads/{uploadId}/finish',
    'GET /packages/{packageId}/files',
  ],
  rest: [
    'PATCH /job-containers/{containerId}',
    'POST /job-containers/{containerId}/pause',
    'POST /job-containers/{containerId}/resume',
    'POST /job-containers/{containerId}/retry',
    'GET /job-containers/{containerId}/jobs',
    'GET /jobs/{jobId}/output',
  ],
  failures: ['GET /job-containers/{containerId}/failures/{failureId}/jobs'],
  'package-edits': ['POST /job-containers/preview'],
  'groups-rest': [
    'GET /computer-groups',
    'POST /computer-groups',
    'GET /computer-groups/{groupId}',
    'PATCH /computer-groups/{groupId}',
    'DELETE /computer-groups/{groupId}',
    'POST /computer-groups/{groupId}/members',
    'POST /computer-groups/{groupId}/members/by-name',
    'PUT /computer-groups/{groupId}/members/{computerId}',
    'DELETE /computer-groups/{groupId}/members/{computerId}',
    'GET /package-groups',
    'POST /package-groups',
    'GET /package-groups/{groupId}',
    'PATCH /package-groups/{groupId}',
    'DELETE /package-groups/{groupId}',
    'PUT /package-groups/{groupId}/packages',
  ],
  installations: [
    'GET /installations',
    'POST /installations',
    'POST /installations/remove',
    'DELETE /computers/{computerId}/installations/{packageId}',
  ],
  'fleet-rest': [
    'GET /computers.csv',
    'DELETE /computers/{computerId}',
    'GET /computers/bulk',
    'POST /computers/bulk',
    'POST /computers/bulk/preview',
    'GET /computers/bulk/{bulkId}',
    'DELETE /computers/bulk/{bulkId}',
    'GET /filters',
    'POST /filters',
    'PATCH /filters/{filterId}',
    'DELETE /filters/{filterId}',
  ],
  settings: ['PATCH /settings'],
} as const satisfies Record<string, readonly string[]>;

/** What this file was to ask for and has not: for its last test. */
export const forgottenIn = (file: keyof typeof ASKED_ELSEWHERE): string[] =>
  ASKED_ELSEWHERE[file].filter((name) => !exercisedOperations().has(name));
