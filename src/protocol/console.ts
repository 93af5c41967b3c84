import { z } from 'zod';
import { Nothing } from './agent.ts';
import { Change } from './change.ts';
import { Identifier } from './identifiers.ts';
import { JobView, OutputPage } from './views/container.ts';

/**
 * The conversation on namespace `/console`, authenticated by the session cookie. A console watches topics. Within
 * a topic every message names the number of the one before it: when that is not the last one seen, something is
 * missing and the console asks for a fresh snapshot.
 */
export const CONSOLE_NAMESPACE = '/console';

/**
 * `containers` and `packages` carry the rows of those pages; `computers` only says that something in that list has changed, at most twice a second; `groups` the groups of both trees; `settings`, `system` and `audit` what admins see; `overview` when to read that page again; `computer:ID` that computer's detail,
 * jobs and installations; `container:ID` the container and its jobs; `package:ID` its installations;
 * `bulk:ID` how far something has come that is done to many computers; `output:JOB_ID` the output and the download progress of that job's attempts.
 */
export const Topic = z
  .string()
  .max(60)
  .regex(
    /^(computers|containers|packages|groups|settings|system|audit|overview|(computer|container|package|output|bulk):[0-9a-f]{24})$/,
    'is no topic',
  );
export type Topic = z.infer<typeof Topic>;

export const consoleToHub = {
  /** Joins the topic. `number`: the last change published to it; changes that follow continue from there. */
  watch: { message: z.object({ topic: Topic }), reply: z.object({ number: z.number().int() }) },
  unwatch: { message: z.object({ topic: Topic }), reply: Nothing },
  /** Jobs of a container by sequence, 500 a page. */
  jobs: {
    message: z.object({ containerId: Identifier, after: z.number().int().optional() }),
    reply: z.object({ jobs: z.array(JobView), next: z.number().int().optional() }),
  },
  /** Stored output of a job's attempt (the current one when not named) after a sequence. */
  output: {
    message: z.object({
      jobId: Identifier,
      attempt: z.number().int().positive().optional(),
      after: z.number().int().nonnegative(),
    }),
    reply: OutputPage,
  },
} as const;

export const hubToConsole = {
  changes: {
    message: z.object({
      topic: Topic,
      previous: z.number().int(),
      number: z.number().int(),
      changes: z.array(Change),
    }),
  },
  /** The session was ended (signed out, user removed): the console goes to the sign-in page. */
  signedOut: { message: z.object({}) },
} as const;
export type TopicChanges = z.infer<typeof hubToConsole.changes.message>;
