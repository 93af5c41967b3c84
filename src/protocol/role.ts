import { z } from 'zod';

/** From reading alone to everything. What each may do stands in `domain/permission`. */
export const Role = z.enum(['viewer', 'support', 'operator', 'admin']);
export type Role = z.infer<typeof Role>;
