import { z } from 'zod';
import { ok } from '../reply.ts';
import { bare } from '../route.ts';

/** The API's own description, for who is signed in: it names versions and limits of this hub. */
export const documentRoute = (document: () => unknown) =>
  bare(
    'GET',
    'openapi.json',
    { summary: 'This document', may: 'signedIn', status: 200, reply: z.looseObject({ openapi: z.string() }) },
    () => Promise.resolve(ok(document())),
  );
