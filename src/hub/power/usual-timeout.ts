import { CreateContainer } from '#protocol/requests.ts';

/** Minutes of a container that is gone: what everybody has who chose nothing. */
export const USUAL_TIMEOUT_MINUTES = CreateContainer.shape.restartTimeoutMinutes.parse(undefined);
