import type { ApiToken } from '#domain/entities.ts';
import { grantsContent } from '#domain/content-grant.ts';
import { Refusal } from '#protocol/errors.ts';
import { Identifier, Instant, Sha256 } from '#protocol/identifiers.ts';
import { CONTENT_AUTHORIZATION, contentRequestText, preStageRequestText } from '#protocol/proof.ts';
import { z } from 'zod';
import { SESSION_MILLISECONDS } from './commands/sign-in.ts';
import type { HubContext } from './hub-context.ts';
import { signatureFits } from './hub-key.ts';
import type { Identities } from './hub.ts';
import { hashSecret, parseApiToken, secretFits } from './secrets.ts';

const common = { computerId: Identifier, sha256: Sha256, expiresAt: Instant };
const ForAttempt = z.object({ ...common, jobId: Identifier, attempt: z.number().int().positive() });
const InAdvance = z.object({ ...common, grantId: Identifier });
const AnyRequest = z.union([ForAttempt, InAdvance]);

/** A content request may not be valid for longer: a copied header soon is worthless. */
const LONGEST_VALIDITY_MILLISECONDS = 24 * 3600 * 1000;

/** How exactly it is known when an API token was used last. */
const TOKEN_USE_MILLISECONDS = 60_000;

export function bindIdentities(context: HubContext): Identities {
  const { store, clock } = context;
  return {
    async ofSession(secret, { address }) {
      const now = clock.now();
      const session = await store.access.getSession(hashSecret(secret), now);
      if (session === undefined) return undefined;
      const user = await store.access.getUser(session.userId);
      if (user === undefined) return undefined;
      // Extended only in its second half: one write in six hours, not one in every request.
      if (session.expiresAt.getTime() - now.getTime() < SESSION_MILLISECONDS / 2) {
        await store.access.extendSession(session.id, new Date(now.getTime() + SESSION_MILLISECONDS));
      }
      return { kind: 'user', id: user.id, name: user.name, role: user.role, address, sessionId: session.id };
    },

    async ofApiToken(text, { address }) {
      const parsed = parseApiToken(text);
      if (parsed === undefined) return undefined;
      const token = await store.access.getApiToken(parsed.id);
      if (token === undefined || !secretFits(parsed.secret, token.secretHash)) return undefined;
      const now = clock.now();
      if (token.expiresAt !== undefined && token.expiresAt <= now) return undefined;
      await noteUse(store, token, now);
      return { kind: 'apiToken', id: token.id, name: token.name, role: token.role, address };
    },

    async contentReader(authorization, sha256) {
      const { request, signature } = parseContentAuthorization(authorization);
      const left = Date.parse(request.expiresAt) - clock.now().getTime();
      if (request.sha256 !== sha256) throw new Refusal('contentNotGranted');
      if (left <= 0 || left > LONGEST_VALIDITY_MILLISECONDS) {
        throw new Refusal('badSignature', {
          detail: 'The content request has expired, or is valid for too long.',
        });
      }
      const computer = await store.computers.get(request.computerId);
      if (computer === undefined) throw new Refusal('unknownComputer');
      const text = 'grantId' in request ? preStageRequestText(request) : contentRequestText(request);
      if (!signatureFits({ text, signature, publicKey: computer.publicKey })) {
        throw new Refusal('badSignature');
      }
      const isGranted =
        'grantId' in request
          ? await context.preStaging.isGranted(request)
          : grantsContent(await store.jobs.get(request.jobId), request);
      if (!isGranted) throw new Refusal('contentNotGranted');
      return { computerId: computer.id };
    },
  };
}

/** Written once a minute, however often it is used. */
async function noteUse(store: HubContext['store'], token: ApiToken, at: Date): Promise<void> {
  const since = new Date(at.getTime() - TOKEN_USE_MILLISECONDS);
  if (token.lastUsedAt !== undefined && token.lastUsedAt >= since) return;
  await store.access.useApiToken(token.id, { at, since });
}

function parseContentAuthorization(header: string): {
  request: z.infer<typeof AnyRequest>;
  signature: string;
} {
  const match = new RegExp(`^${CONTENT_AUTHORIZATION} ([\\w-]{1,2000})\\.([A-Za-z0-9+/=]{1,120})$`).exec(
    header,
  );
  const [, encoded, signature] = match ?? [];
  if (encoded === undefined || signature === undefined) throw new Refusal('badSignature');
  try {
    const parsed: unknown = JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8'));
    return { request: AnyRequest.parse(parsed), signature };
  } catch {
    throw new Refusal('badSignature', { detail: 'The content request could not be read.' });
  }
}
