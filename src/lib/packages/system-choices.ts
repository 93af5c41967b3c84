import { architectureOf } from '#domain/plan/compatibility.ts';
import { OperatingSystemFamily, type CompatibleSystem } from '#protocol/package.ts';
import type { SystemSeen } from '#protocol/views/package.ts';
import { systemWords } from '../words/systems.ts';

export interface SystemChoice {
  system: CompatibleSystem;
  /** How many computers of the inventory it fits. */
  computers: number;
}

/** What a form offers: every family, and of what the inventory has seen each architecture, name and version. */
export function choicesOf(seen: readonly SystemSeen[]): SystemChoice[] {
  const choices = new Map<string, SystemChoice>();
  const offer = (system: CompatibleSystem, computers: number) => {
    const words = systemWords(system);
    const known = choices.get(words)?.computers ?? 0;
    choices.set(words, { system, computers: known + computers });
  };
  for (const family of OperatingSystemFamily.options) offer({ family, architectures: [] }, 0);
  for (const { family, name, version, architecture, computers } of seen) {
    const built = architectureOf(architecture);
    const namePattern = name.trim().slice(0, 120);
    const bound = /^\d{1,9}(\.\d{1,9}){0,7}/.exec(version)?.[0];
    offer({ family, architectures: [] }, computers);
    if (built !== undefined) offer({ family, architectures: [built] }, computers);
    if (namePattern === '') continue;
    offer({ family, namePattern, architectures: [] }, computers);
    if (bound === undefined) continue;
    const exactly = { family, namePattern, minVersion: bound, maxVersion: bound };
    offer({ ...exactly, architectures: [] }, computers);
    offer({ family, namePattern, minVersion: bound, architectures: [] }, computers);
    if (built !== undefined) offer({ ...exactly, architectures: [built] }, computers);
  }
  return [...choices.values()];
}
