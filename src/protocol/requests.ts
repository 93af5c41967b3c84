import { z } from 'zod';
import { constraint, graceMinutes, priority, restartTimeoutMinutes } from './deployment-options.ts';
import { SoftwareMatch } from './drift.ts';
import { FilterText } from './fleet-filter.ts';
import { Identifier, MacAddress, Name, Sha256, Version } from './identifiers.ts';
import { JobAction, LateArrival, SequenceMode } from './job.ts';
import { LIMITS } from './limits.ts';
import { FailureId } from './views/failures.ts';
import { lines } from './lines.ts';
import { PowerAction } from './orders.ts';
import { CompatibleSystem, PLAIN_PACKAGE, PostAction, ProcedureJoiner, UpgradeBehaviour } from './package.ts';
import { Password } from './requests/access.ts';
import { PastedNames } from './requests/groups.ts';
import { InstalledOn } from './requests/installations.ts';
import { Role } from './role.ts';
import { EditAssistantDefaults } from './requests/assistant-defaults.ts';
import { Settings } from './settings.ts';

/** The input of every command, by its name. Forms, API and command line send the same. */

const notes = lines(LIMITS.notesLength).default('');
const procedure = lines(LIMITS.procedureLength).default('');
const successCodes = z.array(z.number().int().min(-2147483648).max(4294967295)).max(100).default([0]);

export const SignIn = z.object({
  name: z.string().trim().min(1).max(120),
  password: z.string().min(1).max(1000),
});

export const CreateUser = z.object({
  name: Name,
  password: Password,
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

/** Packages that have to be installed before it, in this order. */
const dependencies = z
  .array(Identifier)
  .max(LIMITS.dependencies)
  .transform((ids) => [...new Set(ids)]);
/** One of them has to fit; none given: every computer fits. */
const compatibleSystems = z.array(CompatibleSystem).max(LIMITS.compatibleSystems);
/** Seconds a procedure may run, at most a day. */
const timeLimitSeconds = z
  .number()
  .int()
  .min(1)
  .max(24 * 3600);

export const CreatePackage = z
  .object({
    /** Either an existing family, or the name of one that is made when it does not exist yet. */
    familyId: Identifier.optional(),
    familyName: Name.optional(),
    version: Version,
    notes,
    installProcedure: procedure,
    installSuccessCodes: successCodes,
    installJoiner: ProcedureJoiner.default('script'),
    uninstallProcedure: procedure,
    uninstallSuccessCodes: successCodes,
    uninstallJoiner: ProcedureJoiner.default('script'),
    uninstallNeedsContent: z.boolean().default(false),
    /** Default 2 h. */
    timeLimitSeconds: timeLimitSeconds.default(2 * 3600),
    dependencies: dependencies.default([]),
    compatibleSystems: compatibleSystems.default([]),
    upgradeBehaviour: UpgradeBehaviour.default(PLAIN_PACKAGE.upgradeBehaviour),
    postAction: PostAction.default(PLAIN_PACKAGE.postAction),
    /** How it is found in the inventory. Absent: it is not looked for. */
    softwareMatch: SoftwareMatch.optional(),
    /** Of an upload that the same actor finished, or of the content that a package has already. */
    contentSha256: Sha256.optional(),
  })
  .refine((input) => (input.familyId === undefined) !== (input.familyName === undefined), {
    message: 'name either an existing family or a new one',
    path: ['familyName'],
  });
export type CreatePackage = z.infer<typeof CreatePackage>;

/** What is left out stays as it is. Family and content cannot be edited: make another package for those. */
export const EditPackage = z
  .object({
    packageId: Identifier,
    /** The revision that was looked at; when it has grown since, nothing is changed. Absent: whatever it is. */
    revision: z.number().int().optional(),
    /** Corrected. Jobs and installations keep the one they were made with. */
    version: Version.optional(),
    notes: notes.unwrap().optional(),
    installProcedure: procedure.unwrap().optional(),
    installSuccessCodes: successCodes.unwrap().optional(),
    installJoiner: ProcedureJoiner.optional(),
    uninstallProcedure: procedure.unwrap().optional(),
    uninstallSuccessCodes: successCodes.unwrap().optional(),
    uninstallJoiner: ProcedureJoiner.optional(),
    uninstallNeedsContent: z.boolean().optional(),
    timeLimitSeconds: timeLimitSeconds.optional(),
    dependencies: dependencies.optional(),
    compatibleSystems: compatibleSystems.optional(),
    upgradeBehaviour: UpgradeBehaviour.optional(),
    postAction: PostAction.optional(),
    /** `null`: it is not looked for in the inventory any more. */
    softwareMatch: SoftwareMatch.nullable().optional(),
  })
  .strict();
export type EditPackage = z.infer<typeof EditPackage>;

const moment = z.iso.datetime({ offset: true });

/** What decides about the plan of a deployment. */
const planWish = {
  action: JobAction.default('install'),
  /** Computers by themselves; with the selections below each is taken once, and one must be left at least. */
  computerIds: z.array(Identifier).max(LIMITS.targetsPerRequest).default([]),
  /** And every computer that has this package. */
  installedOn: InstalledOn.optional(),
  /** And all that fit this filter in the moment in which it is planned: see `fleet-filter-text`. */
  computersMatching: FilterText.optional(),
  /** And the members of these groups and of all groups below them. */
  computerGroupIds: z.array(Identifier).max(LIMITS.groups).default([]),
  /** And those of a pasted list: see G3. */
  computerNames: PastedNames.default(''),
  /** Packages by themselves; those of the groups come after them, each once, and one must be left at least. */
  packageIds: z.array(Identifier).max(LIMITS.pageRows).default([]),
  packageGroupIds: z.array(Identifier).max(LIMITS.groups).default([]),
  forceReinstall: z.boolean().default(false),
  /** Whether an installed version of a family makes room for another one, where that one's upgrade behaviour says so. */
  uninstallOtherVersions: z.boolean().default(true),
};

export const CreateContainer = z.object({
  name: Name,
  notes,
  ...planWish,
  /** Absent: now. */
  startAt: moment.optional(),
  /** After the start. Absent: never ends. */
  endAt: moment.optional(),
  priority: priority.default(0),
  sequenceMode: SequenceMode.default('continue'),
  /** Of a computer that is offline when the container begins: when it has started, is open and not paused. */
  lateArrival: LateArrival.default('run'),
  /** Of `lateArrival: grace`, from that moment. */
  graceMinutes: graceMinutes.default(60),
  /** CIDR and addresses, `!` negates, the first match decides. Empty: everywhere. */
  addressRanges: constraint.default(''),
  /** `6:00-7:00, FRI 18:00-23:00, !SAT 11:00-13:00`: the first match decides. Empty: always. */
  timeFrames: constraint.default(''),
  restartTimeoutMinutes: restartTimeoutMinutes.default(20),
  /** Offline computers are sent magic packets at the start. */
  wakeOnLan: z.boolean().default(false),
  /** Those that were woken by that are shut down after their last job. */
  shutdownAfterCompletion: z.boolean().default(false),
  /** Content is brought to the computers before the start, or before the time frame opens. */
  preStage: z.boolean().default(false),
  /** Created, and begun only when it is resumed. */
  paused: z.boolean().default(false),
  /** The digest of the preview that was agreed to: when the plan is another by now, nothing is created. */
  planDigest: Sha256.optional(),
});
export type CreateContainer = z.infer<typeof CreateContainer>;

/** What a deployment would do. Takes all that creating takes, so that a form can send the same. */
export const PreviewDeployment = z.object({
  ...planWish,
  /** Decides whether what packages ask for afterwards is expected or only required. */
  restartTimeoutMinutes: restartTimeoutMinutes.default(20),
  /** The computer that the page begins with, counted from 0: the `next` of the page before. */
  from: z.number().int().min(0).default(0),
  /** Computers of one page. */
  limit: z.number().int().min(1).max(LIMITS.pageRows).default(100),
});
export type PreviewDeployment = z.infer<typeof PreviewDeployment>;

export const CancelJob = z.object({ jobId: Identifier });
/** Jobs of a container by their ids. */
const jobIds = z.array(Identifier).min(1, 'choose one job at least').max(LIMITS.targetsPerRequest);
export const CancelContainer = z.object({
  containerId: Identifier,
  /** Absent: every job that has not ended. */
  jobIds: jobIds.optional(),
});
export const PauseContainer = z.object({ containerId: Identifier });
export const ResumeContainer = z.object({ containerId: Identifier });

/** What is absent stays as it is. Holds at once for every job that does not execute yet. */
export const EditContainer = z.object({
  containerId: Identifier,
  name: Name.optional(),
  notes: lines(LIMITS.notesLength).optional(),
  startAt: moment.optional(),
  /** `null`: never ends. */
  endAt: moment.nullable().optional(),
  priority: priority.optional(),
  sequenceMode: SequenceMode.optional(),
  lateArrival: LateArrival.optional(),
  graceMinutes: graceMinutes.optional(),
  addressRanges: constraint.optional(),
  timeFrames: constraint.optional(),
  restartTimeoutMinutes: restartTimeoutMinutes.optional(),
  wakeOnLan: z.boolean().optional(),
  shutdownAfterCompletion: z.boolean().optional(),
  preStage: z.boolean().optional(),
});
export type EditContainer = z.infer<typeof EditContainer>;

export const RetryJobs = z.object({
  containerId: Identifier,
  /** Absent: every job that failed, expired or was aborted. */
  jobIds: jobIds.optional(),
  /** Instead of ids: those of them that are in this group of failures now. */
  failureId: FailureId.optional(),
  /** Of chosen jobs those that cannot be retried any more are passed over, instead of all being refused. */
  passOver: z.boolean().default(false),
});
export type RetryJobs = z.infer<typeof RetryJobs>;

export const OrderPower = z.object({
  computerId: Identifier,
  action: PowerAction,
  /** What a logged-in user is given; with nobody logged in it happens at once. */
  delaySeconds: z
    .number()
    .int()
    .min(0)
    .max(24 * 3600)
    .default(20 * 60),
  reason: z.string().trim().max(LIMITS.messageLength).default(''),
});
/** A restart or shutdown that is due happens now, whoever is logged in. */
export const CarryOutPower = z.object({ computerId: Identifier });
/** It happens in so many minutes from now instead, whoever is logged in then. */
export const PostponePower = z.object({
  computerId: Identifier,
  minutes: z
    .number()
    .int()
    .min(1)
    .max(LIMITS.powerGraceSeconds / 60),
});
/** It does not happen; the reasons for it are forgotten. */
export const CallOffPower = z.object({ computerId: Identifier });

/** Magic packets now, by hand. Computers that are online already are left alone. */
export const WakeComputers = z.object({
  computerIds: z.array(Identifier).min(1, 'choose one computer at least').max(LIMITS.targetsPerRequest),
});

/** The six bytes that a network card with SecureOn wants behind the magic packet; `null`: none. */
export const ChangeSecureOn = z.object({
  computerId: Identifier,
  password: z
    .string()
    .trim()
    .toLowerCase()
    .transform((text) => text.replaceAll('-', ':'))
    .pipe(MacAddress)
    .nullable(),
});

/** What is absent stays as it is. `null`: back to the default. */
export const EditSettings = z
  .object({
    ...EditAssistantDefaults.shape,
    wakeWindowMinutes: Settings.shape.wakeWindowMinutes.nullable(),
    purgeSucceededAfterHours: Settings.shape.purgeSucceededAfterHours.nullable(),
    purgeFailedAfterHours: Settings.shape.purgeFailedAfterHours.nullable(),
    purgeHistoryAfterDays: Settings.shape.purgeHistoryAfterDays.nullable(),
    purgeAuditAfterDays: Settings.shape.purgeAuditAfterDays.nullable(),
    agentLostAfterHours: Settings.shape.agentLostAfterHours.nullable(),
    maxDownloads: Settings.shape.maxDownloads.nullable(),
    maxDownloadsPerSubnet: Settings.shape.maxDownloadsPerSubnet.nullable(),
    restartWarning: Settings.shape.restartWarning.nullable(),
  })
  .partial()
  .strict();
export type EditSettings = z.infer<typeof EditSettings>;

export const SendMessage = z.object({
  computerId: Identifier,
  text: z.string().trim().min(1, 'must not be empty').max(LIMITS.messageLength),
});
/**
 * A computer that is gone for good: its records go with it. One for which jobs wait or run is deleted only with its
 * name typed: they end with it.
 */
export const DeleteComputer = z.object({
  computerId: Identifier,
  confirmName: z.string().max(200).optional(),
});
export const AskInventory = z.object({ computerId: Identifier });
export const ChangeComputerNotes = z.object({
  computerId: Identifier,
  notes: lines(LIMITS.notesLength),
});

export * from './requests/access.ts';
export * from './requests/bulk.ts';
export * from './requests/filters.ts';
export * from './requests/groups.ts';
export * from './requests/installations.ts';
export * from './requests/packages.ts';
export * from './requests/uploads.ts';
