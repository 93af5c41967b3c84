import { createContext } from 'svelte';
import type { Role } from '#protocol/role.ts';
import type { PageClock } from './clock.svelte.ts';
import type { Connection } from './connection.svelte.ts';

/** Handed down by the layouts; never module state, which all viewers of the server would share. */
export const [useConnection, provideConnection] = createContext<Connection>();
export const [useClock, provideClock] = createContext<PageClock>();

export interface Viewer {
  readonly name: string;
  readonly role: Role;
}
export const [useViewer, provideViewer] = createContext<Viewer>();
