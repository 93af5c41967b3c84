import { createHash, randomBytes } from 'node:crypto';
import type { JobOrder } from '#protocol/orders.ts';

/** What a test says about a job; the rest is ordinary. */
export type JobWish = Partial<Omit<JobOrder, 'purpose'>> & { archive?: Buffer };

export const newIdentifier = () => randomBytes(12).toString('hex');
export const sha256Of = (data: Buffer | string) => createHash('sha256').update(data).digest('hex');

/** @returns an install job for the shell, as a hub would order it. */
export function jobOrder({ archive, ...wish }: JobWish = {}): JobOrder {
  return {
    purpose: 'job',
    computerId: newIdentifier(),
    session: Buffer.alloc(32).toString('base64'),
    counter: 1,
    expiresAt: new Date(Date.now() + 60_000).toISOString(),
    jobId: newIdentifier(),
    attempt: 1,
    action: 'install',
    package: { id: newIdentifier(), name: 'Sample', version: '1.0' },
    procedure: 'true',
    successCodes: [0],
    timeLimitSeconds: 60,
    ...(archive === undefined ? {} : { content: { sha256: sha256Of(archive), bytes: archive.length } }),
    ...wish,
  };
}
