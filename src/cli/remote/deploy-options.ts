import { type Command, InvalidArgumentError, Option } from 'commander';
import type { z } from 'zod';
import type { CreateContainer } from '#protocol/requests.ts';
import type { LateArrival, SequenceMode } from '#protocol/job.ts';
import { duration } from './duration.ts';
import type { HubOptions } from './connection.ts';

/** What is known of a deployment before names are looked up. */
export type Wish = Omit<
  z.input<typeof CreateContainer>,
  'name' | 'action' | 'computerIds' | 'packageIds' | 'computerGroupIds' | 'packageGroupIds'
>;

interface Late {
  lateArrival: LateArrival;
  graceMinutes?: number;
}

export interface DeployOptions extends HubOptions {
  package?: string[];
  packageGroup?: string[];
  computer?: string[];
  computerGroup?: string[];
  computersFile?: string;
  name?: string;
  notes?: string;
  start?: string;
  end?: string;
  priority?: number;
  wake?: true;
  shutdown?: true;
  preStage?: true;
  forceReinstall?: true;
  keepOtherVersions?: true;
  timeFrames?: string;
  addressRanges?: string;
  late?: Late;
  restartTimeout?: number;
  sequence?: SequenceMode;
  paused?: true;
  dryRun?: true;
  wait?: true;
  timeout?: number;
  output?: true;
  json?: true;
}

/** Everything that `deploy` and `uninstall` may be told. */
export function withDeployOptions(command: Command): Command {
  return command
    .option('--package <name...>', 'NAME for its newest version, NAME@VERSION, or an id')
    .option('--package-group <name...>', 'the packages of a group and of all below it, in their order')
    .option('--computer <name...>', 'name or id')
    .option(
      '--computer-group <name...>',
      'the computers of a group and of all below it: a name, or SITE/ROOM',
    )
    .option('--computers-file <file>', 'one name or id a line; - for what is piped in')
    .option('--name <name>', 'of the job container; without it: what is deployed')
    .option('--notes <text>', 'of the job container')
    .option('--start <moment>', 'like 2030-01-31T18:00:00+01:00, or now', moment)
    .option('--end <moment>', 'nothing begins after it', moment)
    .option('--priority <number>', 'from -100 to 100; higher runs first', integer)
    .option('--wake', 'send magic packets to computers that are offline at the start')
    .option('--shutdown', 'shut those down again that were woken, after their last job')
    .option('--pre-stage', 'download the content before the start, or before the time frames open')
    .option('--force-reinstall', 'install what is installed already once more')
    .option('--keep-other-versions', 'do not uninstall other versions automatically')
    .option('--time-frames <frames>', 'like "6:00-7:00, FRI 18:00-23:00", in the zone of the hub')
    .option('--address-ranges <ranges>', 'like "10.0.0.0/8, !10.1.0.0/16"')
    .addOption(
      new Option(
        '--late <rule>',
        'a computer that is not online at the start: run, grace:MINUTES, or skip',
      ).argParser(late),
    )
    .option('--restart-timeout <minutes>', 'what a logged-in user is given, or never', restartTimeout)
    .addOption(
      new Option('--sequence <mode>', 'after a failed job, on its computer: continue, or abort').argParser(
        sequence,
      ),
    )
    .option('--paused', 'create it, and begin only when it is resumed')
    .option('--dry-run', 'only show what would be done')
    .option('--wait', 'follow it live; the exit code is its result')
    .option('--timeout <time>', 'follow at most so long, like 30m; the deployment goes on', duration)
    .option('--output', 'with --wait: every line that the procedures write')
    .option('--json', 'the answer of the API, for programs');
}

/** What the API is sent; what was not said is left to its defaults. */
export function wishOf(options: DeployOptions): Wish {
  return {
    ...present('notes', options.notes),
    ...present('startAt', options.start === 'now' ? undefined : options.start),
    ...present('endAt', options.end),
    ...present('priority', options.priority),
    ...present('wakeOnLan', options.wake),
    ...present('shutdownAfterCompletion', options.shutdown),
    ...present('preStage', options.preStage),
    ...present('forceReinstall', options.forceReinstall),
    ...(options.keepOtherVersions === true ? { uninstallOtherVersions: false } : {}),
    ...present('timeFrames', options.timeFrames),
    ...present('addressRanges', options.addressRanges),
    ...options.late,
    ...present('restartTimeoutMinutes', options.restartTimeout),
    ...present('sequenceMode', options.sequence),
    ...present('paused', options.paused),
  };
}

function present<Key extends string, Value>(key: Key, value: Value | undefined): Partial<Record<Key, Value>> {
  const one: Partial<Record<Key, Value>> = {};
  if (value !== undefined) one[key] = value;
  return one;
}

function moment(text: string): string {
  if (text === 'now') return text;
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/i.test(text)
    ? new Date(text)
    : undefined;
  if (at === undefined || Number.isNaN(at.getTime())) {
    throw new InvalidArgumentError('Write it with its zone: 2030-01-31T18:00:00+01:00, or with Z for UTC.');
  }
  return at.toISOString();
}

export function integer(text: string): number {
  if (!/^-?\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

function late(text: string): Late {
  const [rule, minutes] = text.split(':', 2);
  if (text === 'run' || text === 'skip') return { lateArrival: text };
  if (rule === 'grace' && minutes !== undefined && /^\d{1,9}$/.test(minutes)) {
    return { lateArrival: 'grace', graceMinutes: Number(minutes) };
  }
  throw new InvalidArgumentError('It must be run, grace:MINUTES or skip.');
}

const restartTimeout = (text: string) => (text === 'never' ? -1 : integer(text));

function sequence(text: string): SequenceMode {
  if (text === 'continue') return 'continue';
  if (text === 'abort') return 'abortComputer';
  throw new InvalidArgumentError('It must be continue or abort.');
}
