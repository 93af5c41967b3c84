import { Double, type Value } from '../bson/value.ts';

/**
 * MongoDB's sum: integers stay integers and the widest type that occurred decides. Doubles are added as two, the
 * sum and its rounding error (its DoubleDoubleSummation, after Knuth), of which only the first is the result.
 */
export class Sum {
  #whole = 0n;
  #sum = 0;
  #error = 0;
  #plain = 0;
  #hasLong = false;
  #hasDouble = false;
  count = 0;

  /** Anything but a number is passed over. */
  add(value: Value | undefined): void {
    if (typeof value === 'number') {
      this.#whole += BigInt(value);
      this.#addDouble(value);
    } else if (typeof value === 'bigint') {
      this.#whole += value;
      this.#hasLong = true;
      const low = BigInt.asUintN(32, value);
      this.#addDouble(Number(value - low));
      this.#addDouble(Number(low));
    } else if (value instanceof Double) {
      this.#hasDouble = true;
      this.#addDouble(value.value);
    } else return;
    this.count += 1;
  }

  #addDouble(value: number): void {
    this.#plain += value;
    const [added, lost] = twoSum(value, this.#error);
    const [sum, error] = twoSum(this.#sum, added);
    this.#sum = sum;
    this.#error = lost + error;
  }

  /** The total as a double. */
  toDouble(): number {
    // An infinity makes the kept error NaN; the plain sum is right for it.
    return Number.isNaN(this.#sum) ? this.#plain : this.#sum;
  }

  /** The total in its type. */
  toValue(): Value {
    if (this.#hasDouble) return new Double(this.toDouble());
    if (!this.#hasLong && BigInt.asIntN(32, this.#whole) === this.#whole) return Number(this.#whole);
    if (BigInt.asIntN(64, this.#whole) === this.#whole) return this.#whole;
    return new Double(this.toDouble());
  }
}

/** A sum and what its rounding lost. */
function twoSum(left: number, right: number): [number, number] {
  const sum = left + right;
  const part = sum - left;
  return [sum, left - (sum - part) + (right - part)];
}
