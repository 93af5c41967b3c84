import type { OperatingSystemFamily, ProcedureJoiner } from '#protocol/package.ts';

/** What a shell reads as the end of a line that goes on in the next. */
const GOES_ON = { posix: /(?<!\\)(?:\\\\)*\\$/, windows: /(?<!\^)(?:\^\^)*\^$/ } as const;

/** Lines that say nothing to the shell. `#` on every system; `rem` and `::` where cmd reads them. */
const SILENT = { posix: /^\s*(?:#|$)/, windows: /^\s*(?:#|::|@?rem(?:\s|$)|$)/i } as const;

/**
 * M1: what is handed to the shell, made of the lines as they were written. `script`: the very text. `all`: a line
 * runs only when the one before it has succeeded. `any`: every line runs, and the last one's exit code counts.
 * @param system of the computer; not known: as for Linux
 */
export function joinProcedure(
  { procedure, joiner }: { procedure: string; joiner: ProcedureJoiner },
  system?: OperatingSystemFamily,
): string {
  if (joiner === 'script') return procedure;
  const shell = system === 'windows' ? 'windows' : 'posix';
  const lines = linesOf(procedure, shell);
  if (lines.length < 2) return lines.join('');
  switch (joiner) {
    case 'all':
      return shell === 'windows' ? lines.join(' && ') : lines.map(grouped).join(' && ');
    case 'any':
      return lines.join(shell === 'windows' ? ' & ' : '\n');
  }
}

/** A line as one command, whatever is in it: `a || b` stays one, and a comment at its end does not swallow the next. */
const grouped = (line: string) => `{ ${line}\n${GOES_ON.posix.test(line) ? '\n' : ''}}`;

/** The lines that say something; one that goes on in the next is one with it. */
function linesOf(procedure: string, shell: 'posix' | 'windows'): string[] {
  const lines: string[] = [];
  let open: string | undefined;
  for (const line of procedure.split('\n')) {
    if (open === undefined && SILENT[shell].test(line)) continue;
    const whole = open === undefined ? line.trim() : `${open}\n${line}`;
    if (GOES_ON[shell].test(line)) open = whole;
    else {
      lines.push(whole);
      open = undefined;
    }
  }
  return open === undefined ? lines : [...lines, open];
}
