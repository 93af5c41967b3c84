import { z } from 'zod';
import { Identifier, Name } from './identifiers.ts';
import { JobAction } from './job.ts';
import { LIMITS } from './limits.ts';
import { PowerAction } from './orders.ts';
import { Role } from './role.ts';

/** The input of every command, by its name. Forms, API and command line send the same. */

/** Forms send line ends as CR LF; a shell would take the CR for part of the word before it. */
const lines = (most: number) =>
  z
    .string()
    .max(most)
    .transform((text) => text.replaceAll(/\r\n?/g, '\n'));
const notes = lines(LIMITS.notesLength).default('');
const procedure = lines(LIMITS.procedureLength).default('');
const successCodes = z.array(z.number().int().min(-2147483648).max(4294967295)).max(100).default([0]);

export const SignIn = z.object({
  name: z.string().trim().min(1).max(120),
  password: z.string().min(1).max(1000),
});

export const CreateUser = z.object({
  name: Name,
  password: z.string().min(10, 'must have 10 characters at least').max(1000),
  role: Role,
});

export const CreateEnrolmentToken = z.object({
  name: Name,
  /** Minutes until it expires; default one day, at most a year. */
  validMinutes: z
    .number()
    .int()
    .min(1)
    .max(366 * 24 * 60)
    .default(24 * 60),
  maxUses: z.number().int().min(1).max(100_000).default(1),
});
export const RevokeEnrolmentToken = z.object({ tokenId: Identifier });

export const CreateApiToken = z.object({
  name: Name,
  role: Role,
  /** Days until it expires; absent: never. */
  validDays: z.number().int().min(1).max(3660).optional(),
});

export const CreateFamily = z.object({ name: Name, notes });

export const CreatePackage = z
  .object({
    /** Either an existing family, or the name of one that is made when it does not exist yet. */
    familyId: Identifier.optional(),
    familyName: Name.optional(),
    version: z.string().trim().min(1, 'must not be empty').max(LIMITS.versionLength),
    notes,
    installProcedure: procedure,
    installSuccessCodes: successCodes,
    uninstallProcedure: procedure,
    uninstallSuccessCodes: successCodes,
    uninstallNeedsContent: z.boolean().default(false),
    /** Seconds a procedure may run; default 2 h, at most a day. */
    timeLimitSeconds: z
      .number()
      .int()
      .min(1)
      .max(24 * 3600)
      .default(2 * 3600),
  })
  .refine((input) => (input.familyId === undefined) !== (input.familyName === undefined), {
    message: 'name either an existing family or a new one',
    path: ['familyName'],
  });
export type CreatePackage = z.infer<typeof CreatePackage>;

export const DeletePackage = z.object({ packageId: Identifier });

export const CreateContainer = z.object({
  name: Name,
  notes,
  action: JobAction.default('install'),
  computerIds: z.array(Identifier).min(1, 'choose one computer at least').max(LIMITS.targetsPerRequest),
  packageIds: z.array(Identifier).min(1, 'choose one package at least').max(LIMITS.pageRows),
  /** Absent: now. */
  startAt: z.iso.datetime({ offset: true }).optional(),
  priority: z.number().int().min(-100).max(100).default(0),
  forceReinstall: z.boolean().default(false),
});
export type CreateContainer = z.infer<typeof CreateContainer>;

export const CancelJob = z.object({ jobId: Identifier });
export const CancelContainer = z.object({ containerId: Identifier });

export const OrderPower = z.object({
  computerId: Identifier,
  action: PowerAction,
  delaySeconds: z
    .number()
    .int()
    .min(0)
    .max(24 * 3600)
    .default(20 * 60),
  reason: z.string().trim().max(LIMITS.messageLength).default(''),
});
export const SendMessage = z.object({
  computerId: Identifier,
  text: z.string().trim().min(1, 'must not be empty').max(LIMITS.messageLength),
});
export const ChangeComputerNotes = z.object({
  computerId: Identifier,
  notes: lines(LIMITS.notesLength),
});
