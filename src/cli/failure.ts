import { CommanderError } from 'commander';
import { ERRORS, Refusal } from '#protocol/errors.ts';
import { ConfigError } from '#config.ts';
import { RemoteEnd } from './remote/exit.ts';

export const EXIT = { done: 0, failed: 1, wrongUsage: 2 } as const;

/** What a failed command says, line by line, and the code it ends with. */
export function failureOf(error: unknown): { lines: readonly string[]; exitCode: number } {
  if (error instanceof CommanderError) {
    // The library has said it already; help and version end this way too, and are no failure.
    return { lines: [], exitCode: error.exitCode === 0 ? EXIT.done : EXIT.wrongUsage };
  }
  if (error instanceof RemoteEnd) return { lines: error.lines, exitCode: error.exitCode };
  if (error instanceof ConfigError) return { lines: error.lines, exitCode: EXIT.failed };
  if (error instanceof Refusal) return { lines: [refusalInWords(error)], exitCode: EXIT.failed };
  const message = error instanceof Error ? error.message : String(error);
  return { lines: [`This failed: ${message.split('\n', 1)[0] ?? ''}`], exitCode: EXIT.failed };
}

function refusalInWords({ code, detail }: Refusal): string {
  const sentence = ERRORS[code][1];
  return detail === undefined ? `${sentence} (${code})` : `${sentence} ${detail} (${code})`;
}
