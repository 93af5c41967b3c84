import type { Hardware } from '#protocol/inventory.ts';

const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i;
const NO_MAC = /^[0:]+$/;

/** Whether one of its interfaces has an address that a magic packet can name. */
export function hasMacAddress(hardware: Pick<Hardware, 'interfaces'> | undefined): boolean {
  return hardware?.interfaces.some(({ mac }) => MAC.test(mac) && !NO_MAC.test(mac)) ?? false;
}
