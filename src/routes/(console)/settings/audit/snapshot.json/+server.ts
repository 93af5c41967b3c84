import { json } from '@sveltejs/kit';
import { auditSnapshot } from '$lib/server/audit-snapshot.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => json(await auditSnapshot(event));
