import { type Command, runsOn } from './commands.ts';
import type { LoggedIn, Person } from './logged-in.ts';

/** What `msg` takes of a text; the rest would be lost. */
const MSG_CHARACTERS = 250;
const MSG_SECONDS = 300;

/** The commands that tell a text to everybody who is logged in. One that works is enough. */
export function speechCommands(
  platform: NodeJS.Platform,
  { text, people }: { text: string; people: LoggedIn },
): Command[] {
  const screens = people === 'unknown' ? [] : people.filter((person) => person.graphical);
  switch (runsOn(platform)) {
    case 'linux':
      return [wall(text), ...screens.flatMap((person) => onLinuxScreen(person, text))];
    case 'macos':
      return [wall(text), ...screens.flatMap((person) => onMacosScreen(person, text))];
    case 'windows':
      return piecesOf(text).map((piece) => ({
        name: 'msg',
        arguments: ['*', `/TIME:${MSG_SECONDS}`, piece.startsWith('/') ? ` ${piece}` : piece],
      }));
  }
}

/** The text goes through the standard input: as an argument it could be taken for an option or a file's name. */
const wall = (text: string): Command => ({ name: 'wall', arguments: [], input: `${text}\n` });

/** On the person's own message bus, as that person: the bus takes nobody else. */
function onLinuxScreen({ name, uid }: Person, text: string): Command[] {
  if (uid === undefined) return [];
  const bus = `DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/${uid}/bus`;
  const words = ['--urgency=critical', '--app-name=Reveille', '--', 'Reveille', escaped(text)];
  return [{ name: 'runuser', arguments: ['-u', name, '--', 'env', bus, 'notify-send', ...words] }];
}

/** What notify-send is given is markup. */
const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function onMacosScreen({ name, uid }: Person, text: string): Command[] {
  if (uid === undefined) return [];
  const script = [
    'on run texts',
    'display notification (item 1 of texts) with title "Reveille" sound name "default"',
    'end run',
  ];
  const show = ['osascript', ...script.flatMap((line) => ['-e', line]), '--', text];
  return [{ name: 'launchctl', arguments: ['asuser', String(uid), 'sudo', '-u', name, ...show] }];
}

/** Cut between words where there are any. */
function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  for (let rest = text.trim(); rest !== '';) {
    const space = rest.length > MSG_CHARACTERS ? rest.lastIndexOf(' ', MSG_CHARACTERS) : -1;
    const end = space > 0 ? space : MSG_CHARACTERS;
    pieces.push(rest.slice(0, end));
    rest = rest.slice(end).trim();
  }
  return pieces;
}
