/** Takes exact numbers of bytes from the beginning of a stream. */
export class ByteReader {
  readonly #source: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** @returns fewer bytes only when the stream has ended */
  async take(bytes: number): Promise<Buffer> {
    const pieces = [this.#held];
    let length = this.#held.length;
    while (length < bytes) {
      const next = await this.#source.next();
      if (next.done === true) break;
      pieces.push(next.value);
      length += next.value.length;
    }
    const all = Buffer.concat(pieces, length);
    this.#held = all.subarray(bytes);
    return all.subarray(0, bytes);
  }
}
