import { type Command, type CommandEnd, runsOn } from './commands.ts';

/** A person who uses this computer now. */
export interface Person {
  name: string;
  /** Number of the account, where the system has one and it is needed. */
  uid?: number;
  /** Whether there is a screen on which something can be shown. */
  graphical: boolean;
}

/** `unknown`: it could not be found out, so somebody may be there. */
export type LoggedIn = Person[] | 'unknown';

export type Run = (command: Command) => Promise<CommandEnd>;

const WHO: Command = { name: 'who', arguments: [] };
const SESSION_PROPERTIES = ['Name', 'User', 'Class', 'State', 'Type'].map((one) => `--property=${one}`);

/** Asks this system who is logged in: at the screen or from afar. */
export function whoIsLoggedIn(platform: NodeJS.Platform, run: Run): Promise<LoggedIn> {
  switch (runsOn(platform)) {
    case 'linux':
      return onLinux(run);
    case 'macos':
      return onMacos(run);
    case 'windows':
      return onWindows(run);
  }
}

/** Each once, as reports name them; nobody by name when it is unknown. */
export const namesOf = (people: LoggedIn): string[] =>
  people === 'unknown'
    ? []
    : [...new Set(people.map((person) => person.name.slice(0, 300)))].sort().slice(0, 200);

/** systemd knows sessions of people from others; where it does not run, `who` has to do. */
async function onLinux(run: Run): Promise<LoggedIn> {
  const list = await run({ name: 'loginctl', arguments: ['list-sessions', '--no-legend', '--no-pager'] });
  if (list.exitCode !== 0) return readWho(await run(WHO));
  const sessions = readSessionIds(list.output);
  if (sessions.length === 0) return [];
  const shown = await run({
    name: 'loginctl',
    arguments: ['show-session', '--no-pager', ...SESSION_PROPERTIES, ...sessions],
  });
  // One of them may have ended meanwhile.
  return shown.exitCode === 0 ? readSessions(shown.output) : readWho(await run(WHO));
}

/** The number of the account is needed to show something on its screen. */
async function onMacos(run: Run): Promise<LoggedIn> {
  const people = readWho(await run(WHO));
  if (people === 'unknown') return people;
  return Promise.all(
    people.map(async (person) => {
      const id = await run({ name: 'id', arguments: ['-u', person.name] });
      return { ...person, ...accountNumber(id.output) };
    }),
  );
}

async function onWindows(run: Run): Promise<LoggedIn> {
  return readQuser(await run({ name: 'quser', arguments: [] }));
}

/** The first column of `loginctl list-sessions`, the only one that is the same in all its versions. */
const readSessionIds = (output: string): string[] =>
  output.split('\n').flatMap((line) =>
    line
      .trim()
      .split(/\s+/, 1)
      .filter((id) => id !== ''),
  );

/** Reads `loginctl show-session`: a block of lines for each session. */
export function readSessions(output: string): Person[] {
  const sessions = output
    .split(/\n\s*\n/)
    .map((block) => new Map(block.split('\n').map((line) => readProperty(line))));
  return sessions
    .filter((session) => isOfPerson(session.get('Class') ?? '') && session.get('State') !== 'closing')
    .map((session) => ({
      name: session.get('Name') ?? '',
      ...accountNumber(session.get('User')),
      graphical: ['x11', 'wayland', 'mir'].includes(session.get('Type') ?? ''),
    }));
}

const accountNumber = (text = ''): { uid?: number } => (/^\d+\s*$/.test(text) ? { uid: Number(text) } : {});

function readProperty(line: string): [name: string, value: string] {
  const at = line.indexOf('=');
  return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1).trim()];
}

/** `user`, and its kinds in newer systems; not the greeter, lock screens, services, or one that is just beginning. */
const isOfPerson = (sessionClass: string) =>
  /^user(-|$)/.test(sessionClass) && sessionClass !== 'user-incomplete';

/** Reads `who`: one line a session. macOS calls the screen `console`. */
export function readWho({ exitCode, output }: CommandEnd): LoggedIn {
  if (exitCode !== 0) return 'unknown';
  return output.split('\n').flatMap((line) => {
    const [name, terminal] = line.trim().split(/\s+/, 2);
    return name === undefined || name === '' ? [] : [{ name, graphical: terminal === 'console' }];
  });
}

/**
 * Reads `quser`: a heading in the system's language, then a line for each session, the own one marked by `>`.
 * Sessions that are only disconnected count: their programs are open. With nobody logged in it fails and says
 * so in the system's language, naming the `*` it looked for.
 */
export function readQuser({ exitCode, output, complaint }: CommandEnd): LoggedIn {
  const lines = output.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (lines.length > 1) {
    return lines.slice(1).map((line) => ({
      name:
        line
          .replace(/^[> ]/, '')
          .split(/\s{2,}/, 1)[0]
          ?.trim() ?? '',
      graphical: true,
    }));
  }
  return exitCode !== undefined && lines.length === 0 && complaint.includes('*') ? [] : 'unknown';
}
