/** A buffer that grows while it is written; `finish` gives a copy, so that one writer serves many documents. */
export class ByteWriter {
  bytes: Buffer;
  length = 0;
  readonly #kept: number;

  /** `kept`: how many bytes to hold on to between uses. */
  constructor(kept = 65_536) {
    this.#kept = kept;
    this.bytes = Buffer.allocUnsafe(kept);
  }

  /** Makes room for `count` bytes and returns where they begin. */
  room(count: number): number {
    const start = this.length;
    const needed = start + count;
    if (needed > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.bytes.length * 2));
      this.bytes.copy(larger, 0, 0, start);
      this.bytes = larger;
    }
    this.length = needed;
    return start;
  }

  byte(value: number): void {
    const at = this.room(1);
    this.bytes[at] = value;
  }

  int32(value: number): void {
    const at = this.room(4);
    this.bytes.writeInt32LE(value, at);
  }

  int64(value: bigint): void {
    const at = this.room(8);
    this.bytes.writeBigInt64LE(value, at);
  }

  double(value: number): void {
    const at = this.room(8);
    this.bytes.writeDoubleLE(value, at);
  }

  raw(source: Buffer): void {
    const at = this.room(source.length);
    source.copy(this.bytes, at);
  }

  /** Writes UTF-8 without an end mark and returns the number of bytes. */
  text(value: string): number {
    const most = value.length * 3;
    const at = this.room(most);
    const written = this.bytes.write(value, at, most, 'utf8');
    this.length = at + written;
    return written;
  }

  /** Writes UTF-8 and a zero byte. */
  text0(value: string): void {
    this.text(value);
    this.byte(0);
  }

  /** A copy of what was written; the writer is empty afterwards. */
  finish(): Buffer {
    const result = Buffer.allocUnsafe(this.length);
    this.bytes.copy(result, 0, 0, this.length);
    this.length = 0;
    if (this.bytes.length > this.#kept * 16) this.bytes = Buffer.allocUnsafe(this.#kept);
    return result;
  }
}
