import { counted } from './counted.ts';

/** What still holds on to a package. */
export interface PackageUse {
  /** Computers on which it is installed. */
  installed: number;
  /** Jobs that wait. */
  waiting: number;
  /** Jobs that an agent holds and has not begun. */
  held: number;
  /** Jobs that execute. */
  executing: number;
  /** Packages that need it, by name; bounded. */
  neededBy: readonly string[];
}

/** One reason why a package is kept. `forced`: the name typed takes it out of the way. */
export interface KeptReason {
  kind: 'installed' | 'waiting' | 'held' | 'executing' | 'needed';
  sentence: string;
  forced: boolean;
}

/** M5: why a package cannot be deleted now; empty when it can. In the order in which people would clear them. */
export function whyKept({ installed, waiting, held, executing, neededBy }: PackageUse): KeptReason[] {
  const reasons: KeptReason[] = [];
  if (neededBy.length > 0) {
    reasons.push({
      kind: 'needed',
      sentence: `Other packages need it: ${neededBy.join(', ')}.`,
      forced: false,
    });
  }
  if (executing > 0) {
    reasons.push({
      kind: 'executing',
      sentence: `${counted(executing, 'job of it executes', 'jobs of it execute')} now and must end first.`,
      forced: false,
    });
  }
  if (held > 0) {
    reasons.push({
      kind: 'held',
      sentence: `${counted(held, 'job of it is', 'jobs of it are')} with an agent, not begun.`,
      forced: true,
    });
  }
  if (waiting > 0) {
    reasons.push({
      kind: 'waiting',
      sentence: `${counted(waiting, 'job of it waits', 'jobs of it wait')}.`,
      forced: true,
    });
  }
  if (installed > 0) {
    reasons.push({
      kind: 'installed',
      sentence: `It is still installed on ${counted(installed, 'computer', 'computers')}.`,
      forced: true,
    });
  }
  return reasons;
}
