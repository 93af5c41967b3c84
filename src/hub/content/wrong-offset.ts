import { Refusal } from '#protocol/errors.ts';

/** Bytes that do not belong where their sender believes. Says where the file is instead. */
export class WrongOffset extends Refusal {
  /** Bytes of the file that are there. */
  readonly offset: number;

  constructor(offset: number) {
    super('uploadOffset', { detail: `This file goes on at byte ${offset}.` });
    this.offset = offset;
  }
}
