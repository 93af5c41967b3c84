import type { OutputStream } from '#protocol/job.ts';
import type { JobOrder } from '#protocol/orders.ts';
import type { Chance } from './chance.ts';

/** What a simulated procedure prints, in pieces, and how it ends. */
export interface Run {
  pieces: { stream: OutputStream; text: string }[];
  exitCode: number;
}

const GREEN = '\u001B[32m';
const YELLOW = '\u001B[33m';
const PLAIN = '\u001B[0m';
type Piece = Run['pieces'][number];
const out = (text: string): Piece => ({ stream: 'stdout', text: `${text}\n` });
const error = (text: string): Piece => ({ stream: 'stderr', text: `${text}\n` });

const FAILURES: readonly [number, (chance: Chance) => Piece[]][] = [
  [
    1603,
    (chance) => [error(`Error 1603: disk full on C:, ${chance.between(12, 800)} MB free, 2048 MB needed`)],
  ],
  [1618, () => [error('Another installation is already in progress.')]],
  [
    100,
    (chance) => [
      error(
        `E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process ${chance.between(900, 30_000)} (apt)`,
      ),
    ],
  ],
];

/** @param failing share of runs that fail */
export function runOf(order: JobOrder, { chance, failing }: { chance: Chance; failing: number }): Run {
  const { name, version } = order.package;
  const begin = [
    out(`${order.action === 'install' ? 'Installing' : 'Removing'} ${name} ${version}`),
    out(`Reading package lists... ${GREEN}Done${PLAIN}`),
    out('Building dependency tree... Done'),
    ...Array.from({ length: chance.between(4, 18) }, (_, part) =>
      out(
        `  [${String(part + 1).padStart(2)}] ${chance.of(['Unpacking', 'Copying', 'Registering', 'Verifying'])} ${name.toLowerCase()}-${chance.of(['core', 'data', 'l10n', 'help', 'plugins'])} (${version}) ...`,
      ),
    ),
  ];
  if (chance.happens(0.2))
    begin.push(error(`${YELLOW}warning:${PLAIN} a shortcut exists already and is kept`));
  if (chance.happens(failing)) {
    const [exitCode, told] = chance.of(FAILURES);
    return { pieces: [...begin, ...told(chance), error('The installation was rolled back.')], exitCode };
  }
  return { pieces: [...begin, out(`${GREEN}${name} ${version} is ready.${PLAIN}`)], exitCode: 0 };
}
