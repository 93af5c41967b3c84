import { isIP } from 'node:net';
import { resolve } from 'node:path';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { isTimeZone } from '#domain/local-time.ts';
import { DEFAULT_SETTINGS, Settings } from '#protocol/settings.ts';

const flag = z.enum(['true', 'false']).transform((word) => word === 'true');
const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .refine((number) => number >= least && number <= most, `must be from ${least} to ${most}`);

/** A number that admins may change in the console, unless it is given here. */
const wholeSetting = (setting: z.ZodType<number, number>) =>
  z.string().regex(/^\d+$/, 'must be a whole number').transform(Number).pipe(setting).optional();

const addressRanges = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  )
  .refine((parts) => parts.every(isAddressRange), 'must be addresses or CIDR ranges, separated by commas');

function isAddressRange(text: string): boolean {
  // ipaddr.js reads `10/8` as 0.0.0.10/8: an address must be written out.
  const [address = '', ...bits] = text.split('/');
  return isIP(address) !== 0 && (bits.length === 0 || ipaddr.isValidCIDR(text));
}

/** Every setting of the environment, as text in and as a value out. `prefault` is what holds when it is not set. */
const Environment = z.object({
  PORT: wholeNumber(0, 65535).prefault('4680'),
  HOST: z.string().min(1).prefault('127.0.0.1'),
  DATA_DIR: z
    .string()
    .min(1)
    .transform((path) => resolve(path))
    .prefault('./data'),
  MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//, 'must begin with mongodb:// or mongodb+srv://')
    .optional(),
  ORIGIN: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address' })
    .transform((url) => new URL(url).origin)
    .optional(),
  ADMIN_PASSWORD: z.string().min(10, 'must have 10 characters at least').optional(),
  TRUSTED_PROXIES: addressRanges.prefault(''),
  ALLOW_PLAIN_HTTP: flag.prefault('false'),
  UPLOAD_LIMIT_BYTES: wholeNumber(1, Number.MAX_SAFE_INTEGER).prefault(String(8 * 1024 ** 3)),
  TIME_ZONE: z
    .string()
    .refine(isTimeZone, 'must be an IANA time zone, for example Europe/Berlin')
    .prefault(() => Intl.DateTimeFormat().resolvedOptions().timeZone),
  METRICS_TOKEN: z.string().min(16, 'must have 16 characters at least').optional(),
  METRICS_LOOPBACK: flag.prefault('false'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).prefault('info'),
  WAKE_WINDOW_MINUTES: wholeSetting(Settings.shape.wakeWindowMinutes),
  PURGE_SUCCEEDED_AFTER_HOURS: wholeSetting(Settings.shape.purgeSucceededAfterHours),
  PURGE_FAILED_AFTER_HOURS: wholeSetting(Settings.shape.purgeFailedAfterHours),
  PURGE_HISTORY_AFTER_DAYS: wholeSetting(Settings.shape.purgeHistoryAfterDays),
  PURGE_AUDIT_AFTER_DAYS: wholeSetting(Settings.shape.purgeAuditAfterDays),
  AGENT_LOST_AFTER_HOURS: wholeSetting(Settings.shape.agentLostAfterHours),
  MAX_DOWNLOADS: wholeSetting(Settings.shape.maxDownloads),
  MAX_DOWNLOADS_PER_SUBNET: wholeSetting(Settings.shape.maxDownloadsPerSubnet),
  RESTART_WARNING: Settings.shape.restartWarning.optional(),
});

export type Config = z.output<typeof Environment>;
export type SettingName = keyof Config;

export interface SettingDescription {
  /** What holds when it is not set, in words or as it would stand in the environment. */
  default: string;
  reason: string;
  /** Its value is never printed. */
  secret?: true;
}

const inConsole = (value: number | string) => `${value}, or what the console says`;

export const SETTINGS: Record<SettingName, SettingDescription> = {
  PORT: { default: '4680', reason: 'The port of console, API and agents. 0 takes a free one.' },
  HOST: {
    default: '127.0.0.1',
    reason: 'The address to listen on. Only this machine by default; 0.0.0.0 or :: for all networks.',
  },
  DATA_DIR: {
    default: './data',
    reason: 'The folder for the hub’s key, the content of packages and the embedded store.',
  },
  MONGODB_URI: {
    default: 'the embedded store in DATA_DIR',
    reason:
      'A MongoDB replica set that remembers everything. A database name in its path is used, otherwise "reveille".',
    secret: true,
  },
  ORIGIN: {
    default: 'the address of each request',
    reason:
      'The address people and agents use, for example https://reveille.example.org. Needed behind a proxy.',
  },
  ADMIN_PASSWORD: {
    default: 'a random one, printed once',
    reason: 'The password of the first user, admin, at the very first start.',
    secret: true,
  },
  TRUSTED_PROXIES: {
    default: 'none',
    reason:
      'Addresses or ranges of reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.',
  },
  ALLOW_PLAIN_HTTP: {
    default: 'false',
    reason:
      'Lets agents off this machine connect without TLS. Orders stay signed; output and files can be read on the way.',
  },
  UPLOAD_LIMIT_BYTES: {
    default: String(8 * 1024 ** 3),
    reason: 'The largest upload of a package’s files, in bytes (8 GiB).',
  },
  TIME_ZONE: {
    default: 'that of this machine',
    reason: 'The IANA time zone in which time frames are meant, for example Europe/Berlin.',
  },
  METRICS_TOKEN: {
    default: 'none',
    reason: 'What Prometheus shows as its bearer token to read GET /metrics.',
    secret: true,
  },
  METRICS_LOOPBACK: {
    default: 'false',
    reason: 'Lets programs on this machine read GET /metrics without a token.',
  },
  LOG_LEVEL: {
    default: 'info',
    reason: 'How much is logged: trace, debug, info, warn, error, fatal or silent.',
  },
  // What follows may be changed in the console while the hub runs, unless it is set here.
  WAKE_WINDOW_MINUTES: {
    default: inConsole(DEFAULT_SETTINGS.wakeWindowMinutes),
    reason:
      'Minutes a computer may take to wake, 1 to 60: only one that comes within them was woken by the hub.',
  },
  PURGE_SUCCEEDED_AFTER_HOURS: {
    default: inConsole(DEFAULT_SETTINGS.purgeSucceededAfterHours),
    reason: 'Hours after its last job in which a container that succeeded is kept. 0: for ever.',
  },
  PURGE_FAILED_AFTER_HOURS: {
    default: inConsole(DEFAULT_SETTINGS.purgeFailedAfterHours),
    reason:
      'Hours after its last job in which a container that failed or was cancelled is kept. 0: for ever.',
  },
  PURGE_HISTORY_AFTER_DAYS: {
    default: inConsole(DEFAULT_SETTINGS.purgeHistoryAfterDays),
    reason: 'Days in which the summaries of purged jobs and the hourly statistics are kept. 0: for ever.',
  },
  PURGE_AUDIT_AFTER_DAYS: {
    default: inConsole(DEFAULT_SETTINGS.purgeAuditAfterDays),
    reason: 'Days in which entries of the audit log are kept. 0: for ever.',
  },
  AGENT_LOST_AFTER_HOURS: {
    default: inConsole(DEFAULT_SETTINGS.agentLostAfterHours),
    reason:
      'Hours a computer may be away from a running hub before a job that executed there counts as failed. 1 at least.',
  },
  MAX_DOWNLOADS: {
    default: inConsole(DEFAULT_SETTINGS.maxDownloads),
    reason: 'Computers that may download content from the hub at once. 0: any number.',
  },
  MAX_DOWNLOADS_PER_SUBNET: {
    default: inConsole(DEFAULT_SETTINGS.maxDownloadsPerSubnet),
    reason: 'Computers of one subnet that may download content at once. 0: any number.',
  },
  RESTART_WARNING: {
    default: inConsole(DEFAULT_SETTINGS.restartWarning),
    reason: 'What users are told before a restart. {time} must be in it; {action} and {reason} may be.',
  },
};

/** Settings that are wrong: one line for each mistake. */
export class ConfigError extends Error {
  readonly lines: readonly string[];
  constructor(lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'ConfigError';
    this.lines = lines;
  }
}

/**
 * Reads the settings. An empty variable counts as not set.
 * @throws ConfigError naming every mistake at once
 */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = Environment.safeParse(given);
  if (result.success) return result.data;
  throw new ConfigError(result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
}
