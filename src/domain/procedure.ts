import type { OperatingSystemFamily, ProcedureJoiner } from '#protocol/package.ts';

/** What a shell reads as the end of a line that goes on in the next. */
const GOES_ON = { posix: /(?<!\\)(?:\\\\)*\\$/, windows: /(?<!\^)(?:\^\^)*\^$/ } as const;

/** Lines that say nothing to the shell. `#` on every system; `rem` and `::` where cmd reads them. */
const SILENT = { posix: /^\s*(?:#|$)/, windows: /^\s*(?:#|::|@?rem(?:\s|$)|$)/i } as const;

/** Lines that may be joined: what they become is sent to the agent with the job. */
export const JOINED_LINES = 250;

interface Written {
  procedure: string;
  joiner: ProcedureJoiner;
}

/** M1: whether there are more lines than can be joined; a script may have any number. */
export const hasTooManyLines = ({ procedure, joiner }: Written): boolean =>
  joiner !== 'script' && linesOf(procedure, 'posix').length > JOINED_LINES;

/**
 * M1: what is handed to the shell, made of the lines as they were written. `script`: the very text. `all`: a line
 * runs only when the one before it has succeeded. `any`: every line runs, and the last one's exit code counts.
 * @param system of the computer; not known: as for Linux
 */
export function joinProcedure({ procedure, joiner }: Written, system?: OperatingSystemFamily): string {
  if (joiner === 'script') return procedure;
  const shell = system === 'windows' ? 'windows' : 'posix';
  const lines = linesOf(procedure, shell);
  if (lines.length < 2) return lines.join('');
  if (shell === 'windows') return batchOf(lines, joiner);
  return joiner === 'all' ? lines.map(grouped).join(' && ') : lines.join('\n');
}

/**
 * The lines for the command interpreter of Windows, which reads them from a `.cmd` file. There a line stands alone: in
 * one with the next, `if exist x del x` would take that into its body, and a variable would have the value that it had
 * before. Each is a routine of its own, as another batch file that a line names without `call` never comes back to
 * what is below it, but to the caller of the routine.
 */
function batchOf(lines: readonly string[], joiner: 'all' | 'any'): string {
  const calls = lines.map((_, place) => {
    const call = `call :reveille_${place + 1}`;
    // Much of what succeeds leaves the error level of the line before as it was.
    return joiner === 'any' ? `ver >nul\n${call}` : `${call}\nif not %errorlevel%==0 exit /b %errorlevel%`;
  });
  const routines = lines.map(
    (line, place) => `:reveille_${place + 1}\n${line}\n${GOES_ON.windows.test(line) ? '\n' : ''}exit /b`,
  );
  return [...calls, 'exit /b %errorlevel%', ...routines].join('\n');
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
