import { Late } from '../ui/late.svelte.ts';

/** Everybody's page has it, and few open it. */
export const accountDialog = new Late(() => import('./AccountDialog.svelte'));
