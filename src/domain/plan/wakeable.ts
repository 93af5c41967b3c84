import type { Hardware } from '#protocol/inventory.ts';
import { macsOf } from '../wake/interfaces.ts';

/** W3: whether one of its interfaces has an address that a magic packet can name. */
export function hasMacAddress(hardware: Pick<Hardware, 'interfaces'> | undefined): boolean {
  return macsOf(hardware).length > 0;
}
