/** Operations that `tests/hub/power-rest.test.ts` asks for, and so holds to the document. */
export const POWER_OPERATIONS = [
  'POST /computers/wake',
  'POST /computers/{computerId}/wake',
  'GET /computers/{computerId}/wakes',
  'POST /computers/{computerId}/power',
  'DELETE /computers/{computerId}/power',
  'POST /computers/{computerId}/power/now',
  'POST /computers/{computerId}/power/postpone',
  'POST /computers/{computerId}/secure-on',
  'POST /computers/{computerId}/message',
] as const;
