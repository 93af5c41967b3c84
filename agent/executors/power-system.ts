import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { PowerSetting } from '../config.ts';
import { faultText } from '../faults.ts';
import type { Log } from '../log.ts';
import { type Command, type CommandEnd, runCommand } from './commands.ts';
import { type LoggedIn, whoIsLoggedIn } from './logged-in.ts';
import { powerCommand, type SystemAction } from './power-command.ts';
import { speechCommands } from './speech.ts';

/** Whether something worked; if not, in the system's words. */
export type Deed = { done: true } | { done: false; detail: string };

export interface PowerSystemParts {
  setting: PowerSetting;
  dataFolder: string;
  clock: Clock;
  log: Log;
  /** Default: the one this runs on. */
  platform?: NodeJS.Platform;
}

/** This computer, as power orders see it: who uses it, how they are spoken to, how it is restarted. */
export class PowerSystem {
  readonly #parts: PowerSystemParts;
  readonly #platform: NodeJS.Platform;
  readonly #record: string;

  constructor(parts: PowerSystemParts) {
    this.#parts = parts;
    this.#platform = parts.platform ?? process.platform;
    this.#record = join(parts.dataFolder, 'power.log');
  }

  /** Whether commands are only written to `power.log`. */
  get onlyRecords(): boolean {
    return this.#parts.setting === 'report';
  }

  loggedIn(): Promise<LoggedIn> {
    return whoIsLoggedIn(this.#platform, (command) => runCommand(command, this.#parts.clock));
  }

  /** Tells everybody who is logged in. */
  async say(text: string, people: LoggedIn): Promise<Deed> {
    const commands = speechCommands(this.#platform, { text, people });
    const deeds = await Promise.all(commands.map((command) => this.#carryOut(command)));
    return deeds.find((deed) => deed.done) ?? deeds[0] ?? { done: false, detail: 'There is nothing to say.' };
  }

  /** Restarts or shuts down, now. */
  act(action: SystemAction): Promise<Deed> {
    return this.#carryOut(powerCommand(this.#platform, action));
  }

  async #carryOut(command: Command): Promise<Deed> {
    const { log, clock } = this.#parts;
    try {
      if (this.onlyRecords) {
        this.#recordOnly(command);
        return { done: true };
      }
      log.info({ command }, 'power command');
      return deedOf(await runCommand(command, clock));
    } catch (fault) {
      return { done: false, detail: faultText(fault) };
    }
  }

  /** Waits for the disk: of two commands given one after the other, the first stands first in the file. */
  #recordOnly(command: Command): void {
    this.#parts.log.info({ command }, 'power command, recorded only');
    const line = JSON.stringify({ at: this.#parts.clock.now().toISOString(), ...command });
    appendFileSync(this.#record, `${line}\n`, { mode: 0o600 });
  }
}

function deedOf({ exitCode, complaint }: CommandEnd): Deed {
  if (exitCode === 0) return { done: true };
  const detail = complaint === '' ? `exit code ${exitCode ?? 'none'}` : complaint;
  return { done: false, detail: detail.slice(0, 500) };
}
