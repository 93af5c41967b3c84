/** Files in the hub's data folder. */
export const HTTP_SOCKET = 'http.sock';
export const CLOCK_SOCKET = 'clock.sock';
/** In the environment of the hub: milliseconds that its clock is ahead from the beginning. */
export const AHEAD = 'REVEILLE_TEST_AHEAD';
