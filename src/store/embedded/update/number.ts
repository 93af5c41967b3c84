import { StoreError } from '../errors.ts';
import { Double, type Value } from '../bson/value.ts';

type NumberValue = number | bigint | Double;

export function isNumber(value: Value | undefined): value is NumberValue {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof Double;
}

export interface Arithmetic {
  readonly operator: '$inc' | '$mul';
  readonly current: NumberValue;
  readonly operand: NumberValue;
}

/**
 * MongoDB's arithmetic: a double makes a double, an int64 an int64; two int32 whose result does not fit make an int64.
 * @throws StoreError 2 when an int64 overflows
 */
export function calculate({ operator, current, operand }: Arithmetic): NumberValue {
  if (current instanceof Double || operand instanceof Double) {
    const [left, right] = [plain(current), plain(operand)];
    return new Double(operator === '$inc' ? left + right : left * right);
  }
  const [left, right] = [BigInt(current), BigInt(operand)];
  const result = operator === '$inc' ? left + right : left * right;
  const isInt = typeof current === 'number' && typeof operand === 'number';
  if (isInt && BigInt.asIntN(32, result) === result) return Number(result);
  if (BigInt.asIntN(64, result) === result) return result;
  throw new StoreError(
    2,
    `Failed to apply ${operator} operations to current value (${left}): the result is out of range`,
  );
}

function plain(value: NumberValue): number {
  return value instanceof Double ? value.value : Number(value);
}

/** The zero of a value's type: what `$mul` makes of a missing field. */
export function zeroOf(value: NumberValue): NumberValue {
  if (value instanceof Double) return new Double(0);
  return typeof value === 'bigint' ? 0n : 0;
}
