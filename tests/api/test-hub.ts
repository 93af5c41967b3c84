import type { Actor } from '#domain/entities.ts';
import type { Commands, ContentReader, Hub, Identities, Queries } from '#hub/hub.ts';

export const TOKENS = { operator: 'token-of-an-operator', viewer: 'token-of-a-viewer' } as const;
export const SESSION = 'secret-of-a-session';

export const actorNamed = (name: string, role: Actor['role']): Actor => ({
  kind: 'user',
  id: '0'.repeat(24),
  name,
  role,
});

const identities: Identities = {
  ofSession: async (secret, { address }) =>
    secret === SESSION ? { ...actorNamed('browser', 'operator'), address } : undefined,
  ofApiToken: async (token, { address }) => {
    if (token === TOKENS.operator) return { ...actorNamed('ci', 'operator'), address };
    if (token === TOKENS.viewer) return { ...actorNamed('reader', 'viewer'), address };
    return undefined;
  },
  contentReader: async () => {
    throw new Error('This test knows of no agent');
  },
};

/** What a test does not provide, it must not reach: every other member throws its own name. */
function only<Whole extends object>(given: Partial<Whole>): Whole {
  return new Proxy(given, {
    get(target, name, receiver) {
      if (Reflect.has(target, name)) return Reflect.get(target, name, receiver);
      throw new Error(`This test provides no ${String(name)}`);
    },
  }) as Whole;
}

/** A hub with three known credentials, and of all else only what the test gives it. */
export function testHub(
  given: {
    commands?: Partial<Commands>;
    queries?: Partial<Queries>;
    identities?: Partial<Identities>;
    content?: ContentReader;
    onceOnly?: Hub['onceOnly'];
    health?: Hub['health'];
  } = {},
): Hub {
  return {
    version: '0.0.0-test',
    commands: only<Commands>(given.commands ?? {}),
    queries: only<Queries>(given.queries ?? {}),
    identities: { ...identities, ...given.identities },
    onceOnly: given.onceOnly ?? only<Hub['onceOnly']>({}),
    content: given.content ?? only<ContentReader>({}),
    fingerprint: 'ab'.repeat(32),
    timeZone: 'Europe/Berlin',
    plainHttpAllowed: false,
    storeOutgrown: () => Promise.resolve(false),
    awaitsFirstSignIn: () => Promise.resolve(false),
    health: given.health ?? (async () => ({ ready: true, reasons: [] })),
  };
}
