import { enrolmentSnapshot } from '$lib/server/access-snapshots.ts';
import { enrolmentActions } from '$lib/server/enrolment-actions.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => ({ enrolment: await enrolmentSnapshot(event) });

export const actions = enrolmentActions satisfies Actions;
