import type { Outside } from '#cli/remote/outside.ts';
import { systemClock } from '#hub/clock.ts';

/** A command line's surroundings that remember what was said. */
export function testOutside(environment: Record<string, string>): Outside & {
  answers: string[];
  remarks: string[];
} {
  const answers: string[] = [];
  const remarks: string[] = [];
  return {
    environment,
    answers,
    remarks,
    answer: (line) => answers.push(line),
    remark: (line) => remarks.push(line),
    clock: systemClock,
    onInterrupt: () => () => undefined,
    standardInput: async function* () {
      // Nothing is piped in.
    },
  };
}
