import type { ClientInit } from '@sveltejs/kit';
import { loadLanguage } from '$lib/messages/load.ts';

/** Before the first component: the page must be taken over in the language in which it was drawn. */
export const init: ClientInit = () => loadLanguage(document.documentElement.lang);
