import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { z } from 'zod';
import { Refusal } from '#protocol/errors.ts';
import { Name } from '#protocol/identifiers.ts';
import { parse } from '#protocol/parse.ts';

/** `real` acts on this computer; `report` only records the command it would run. */
export const PowerSetting = z.enum(['real', 'report']);
export type PowerSetting = z.infer<typeof PowerSetting>;

const AgentOptions = z.object({
  /** Address of the hub. Needed for the first start only, or when the hub has moved. */
  hub: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).optional(),
  /** Enrolment token. Needed for the first start only. */
  token: z.string().optional(),
  /** Folder of the agent's identity, journal, cache and work. */
  data: z.string().min(1),
  name: Name.default(hostname()),
  power: PowerSetting.default('real'),
  allowPlainHttp: z.boolean().default(false),
});
export type AgentOptions = z.input<typeof AgentOptions>;
export type AgentConfig = z.output<typeof AgentOptions>;

/** @throws Refusal `invalidInput` or `insecureTransport` */
export function readConfig(options: AgentOptions): AgentConfig {
  const config = parse(AgentOptions, options);
  if (config.hub !== undefined) checkTransport(config.hub, config.allowPlainHttp);
  return config;
}

/** @throws Refusal `insecureTransport` for plain HTTP to another machine, unless it is allowed. */
export function checkTransport(hubUrl: string, allowPlainHttp: boolean): void {
  const url = new URL(hubUrl);
  if (url.protocol === 'https:' || allowPlainHttp || isLoopback(url.hostname)) return;
  throw new Refusal('insecureTransport', {
    detail: `${url.origin} is plain HTTP to another machine. Use https, or start with --allow-plain-http.`,
  });
}

function isLoopback(host: string): boolean {
  if (host === 'localhost' || host.endsWith('.localhost') || host === '[::1]') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}

const TOKEN = /^rvl_([0-9a-f]{24})_([A-Za-z0-9_-]{20,100})_([0-9a-f]{64})$/;

/** What an enrolment token says: its id, its secret, and the one hub it is for. */
export interface EnrolmentToken {
  tokenId: string;
  secret: string;
  hubFingerprint: string;
}

/** @throws Refusal `enrolmentTokenUnknown` for a text that is no token at all. */
export function readToken(text: string): EnrolmentToken {
  const [, tokenId, secret, hubFingerprint] = TOKEN.exec(text.trim()) ?? [];
  if (tokenId === undefined || secret === undefined || hubFingerprint === undefined) {
    throw new Refusal('enrolmentTokenUnknown', { detail: 'This text is not an enrolment token.' });
  }
  return { tokenId, secret, hubFingerprint };
}
