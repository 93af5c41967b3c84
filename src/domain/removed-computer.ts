import { confirmCancel, loseAgent, requestCancel, type Advance } from './job-state.ts';
import type { Job } from './job.ts';
import { isUnbegun } from './transitions.ts';
import { counted } from './counted.ts';

/** Jobs that still want something of a computer. */
export interface ComputerUse {
  waiting: number;
  /** With its agent, not begun. */
  held: number;
  executing: number;
}

/** One reason why a computer is kept, unless its name is typed. */
export interface UseOfComputer {
  kind: keyof ComputerUse;
  sentence: string;
}

/** X1: why a computer is not deleted without more ado; empty when it is. */
export function whyComputerKept({ waiting, held, executing }: ComputerUse): UseOfComputer[] {
  const reasons: (UseOfComputer | undefined)[] = [
    executing > 0
      ? { kind: 'executing', sentence: `${counted(executing, 'job executes', 'jobs execute')} there now.` }
      : undefined,
    held > 0
      ? { kind: 'held', sentence: `${counted(held, 'job is', 'jobs are')} with its agent, not begun.` }
      : undefined,
    waiting > 0
      ? { kind: 'waiting', sentence: `${counted(waiting, 'job waits', 'jobs wait')} for it.` }
      : undefined,
  ];
  return reasons.filter((reason) => reason !== undefined);
}

/** X2: what becomes of a job whose computer is deleted. Nobody will ever report about it again. */
export function endWithComputer(job: Job, { by, now }: { by: string; now: Date }): Advance {
  const { attempt } = job;
  if (job.state === 'executing' && attempt !== undefined) {
    const detail = `${by} deleted the computer while it executed there.`;
    return loseAgent({ ...job, attempt: { ...attempt, detail } }, attempt.number, now);
  }
  if (isUnbegun(job.state) && attempt !== undefined) {
    return confirmCancel(
      { ...job, cancelRequested: job.cancelRequested ?? { at: now, by } },
      attempt.number,
      now,
    );
  }
  const cancelled = requestCancel(job, by, now);
  return cancelled.outcome === 'refused' ? { outcome: 'known' } : cancelled;
}
