import { StoreError } from '../errors.ts';
import { compareValues } from '../bson/order.ts';
import { typeOf } from '../bson/types.ts';
import type { Value } from '../bson/value.ts';
import type { Leaf } from './change.ts';
import { calculate, isNumber, zeroOf } from './number.ts';

/** `$inc` and `$mul`. @throws StoreError 14 for an operand or a field that is no number */
export function incrementLeaf(change: { operator: '$inc' | '$mul'; operand: Value; name: string }): Leaf {
  const { operator, operand, name } = change;
  if (!isNumber(operand)) {
    const verb = operator === '$inc' ? 'increment' : 'multiply';
    throw new StoreError(14, `Cannot ${verb} with non-numeric argument: {${name}}`);
  }
  return (current) => {
    if (current === undefined) return operator === '$inc' ? operand : zeroOf(operand);
    if (!isNumber(current))
      throw new StoreError(
        14,
        `Cannot apply ${operator} to a value of non-numeric type. The field '${name}' is of non-numeric type ${typeOf(current)}`,
      );
    return calculate({ operator, current, operand });
  };
}

/** `$min` and `$max`: by the order of all types; the field stays where the two are equal. */
export function limitLeaf({ operator, operand }: { operator: '$min' | '$max'; operand: Value }): Leaf {
  return (current) => {
    if (current === undefined) return operand;
    const order = compareValues(operand, current);
    return (operator === '$min' ? order < 0 : order > 0) ? operand : current;
  };
}
