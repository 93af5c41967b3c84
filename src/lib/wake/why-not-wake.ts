import { hasMacAddress } from '#domain/plan/wakeable.ts';
import type { Role } from '#protocol/role.ts';
import type { ComputerDetail } from '#protocol/views/computer.ts';
import { whyNot } from '../words/permission.ts';

/** Why a computer cannot be sent magic packets now, for the disabled button; undefined when it can. */
export function whyNotWake(computer: ComputerDetail, role: Role): string | undefined {
  const notAllowed = whyNot(role, 'computer.wakeOne');
  if (notAllowed !== undefined) return notAllowed;
  if (computer.presence === 'online') return `${computer.name} is online already.`;
  if (hasMacAddress(computer.hardware)) return undefined;
  return computer.hardware === undefined
    ? `No MAC address of ${computer.name} is known: its agent has never reported one.`
    : `No MAC address of ${computer.name} is known.`;
}
