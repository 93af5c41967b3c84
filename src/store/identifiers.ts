import { Types } from 'mongoose';
import { Refusal } from '#protocol/errors.ts';

const HEXADECIMAL = /^[0-9a-f]{24}$/;

/**
 * An id as the database holds it.
 * @throws Refusal `notFound`: a word that is no id names nothing.
 */
export function objectId(id: string): Types.ObjectId {
  if (!HEXADECIMAL.test(id)) throw new Refusal('notFound', { detail: `"${id.slice(0, 40)}" is no id.` });
  return new Types.ObjectId(id);
}

export const objectIds = (ids: string[]) => ids.map(objectId);

/**
 * Makes ids, each greater than the one before. An ObjectId alone does not promise that: its counter begins
 * anywhere and wraps, and the clock it begins with may be set back.
 */
export function idSequence(): () => string {
  let last = '';
  return () => {
    const fresh = new Types.ObjectId().toHexString();
    last = fresh > last ? fresh : (BigInt(`0x${last}`) + 1n).toString(16).padStart(24, '0');
    return last;
  };
}
