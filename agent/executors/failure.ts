import type { FailureReason } from '#protocol/job.ts';
import { faultText, systemCode } from '../faults.ts';

/** A step of an attempt failed for a reason the hub has a word for. */
export class StepFailure extends Error {
  readonly reason: FailureReason;
  readonly detail: string;

  constructor(reason: FailureReason, detail: string) {
    super(detail);
    this.name = 'StepFailure';
    this.reason = reason;
    this.detail = detail.slice(0, 2000);
  }
}

/** Names any fault of a step: a full disk is told from what the step itself stands for. */
export function asStepFailure(fault: unknown, otherwise: FailureReason): StepFailure {
  if (fault instanceof StepFailure) return fault;
  const code = systemCode(fault);
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return new StepFailure(full ? 'diskFull' : otherwise, faultText(fault));
}
