/** How commands that talk to a hub end. */
export const REMOTE_EXIT = {
  done: 0,
  /** A job failed, expired, was aborted, or its package does not fit. */
  failed: 1,
  wrongUsage: 2,
  /** The time of `--timeout` is over; the deployment goes on. */
  timedOut: 3,
  cancelled: 4,
  /** The hub cannot be reached, or has refused. */
  noHub: 5,
  interrupted: 130,
} as const;
export type RemoteExit = (typeof REMOTE_EXIT)[keyof typeof REMOTE_EXIT];

/** Ends a command before its end, with what there is to say about it. */
export class RemoteEnd extends Error {
  readonly lines: readonly string[];
  readonly exitCode: RemoteExit;

  constructor(exitCode: RemoteExit, lines: readonly string[] = []) {
    super(lines[0] ?? `ends with ${exitCode}`);
    this.name = 'RemoteEnd';
    this.exitCode = exitCode;
    this.lines = lines;
  }
}

export const wrongUsage = (...lines: string[]) => new RemoteEnd(REMOTE_EXIT.wrongUsage, lines);

/** The command has done its work; its result is this exit code. @throws RemoteEnd unless it is 0 */
export function endWith(exitCode: RemoteExit): void {
  if (exitCode !== REMOTE_EXIT.done) throw new RemoteEnd(exitCode);
}
