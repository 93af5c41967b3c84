import { hasMacAddress } from '#domain/plan/wakeable.ts';
import type { Role } from '#protocol/role.ts';
import type { ComputerDetail } from '#protocol/views/computer.ts';
import { text } from '../messages/text.ts';
import { whyNot } from '../words/permission.ts';

/** Why a computer cannot be sent magic packets now, for the disabled button; undefined when it can. */
export function whyNotWake(computer: ComputerDetail, role: Role): string | undefined {
  const notAllowed = whyNot(role, 'computer.wakeOne');
  if (notAllowed !== undefined) return notAllowed;
  if (computer.presence === 'online') return text('wake.online', { name: computer.name });
  if (hasMacAddress(computer.hardware)) return undefined;
  const { name } = computer;
  return computer.hardware === undefined
    ? text('wake.neverReported', { name })
    : text('wake.noMac', { name });
}
