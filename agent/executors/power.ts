import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MessageOrder, OrderAnswer, PowerOrder } from '#protocol/orders.ts';
import type { Clock } from '../clock.ts';
import type { PowerSetting } from '../config.ts';
import type { Log } from '../log.ts';
import { type Command, type CommandEnd, runCommand } from './commands.ts';

/** Restarts, shuts down, and speaks to whoever is logged in. */
export class PowerExecutor {
  readonly #setting: PowerSetting;
  readonly #record: string;
  readonly #clock: Clock;
  readonly #log: Log;

  constructor(parts: { setting: PowerSetting; dataFolder: string; clock: Clock; log: Log }) {
    this.#setting = parts.setting;
    this.#record = join(parts.dataFolder, 'power.log');
    this.#clock = parts.clock;
    this.#log = parts.log;
  }

  /** With somebody logged in: warns and waits the delay, in whole minutes. With nobody: at once. */
  async power(order: PowerOrder): Promise<OrderAnswer> {
    const minutes = (await this.#somebodyLoggedIn()) ? Math.ceil(order.delaySeconds / 60) : 0;
    if (minutes > 0) await this.#warn(warning(order, minutes));
    const action = order.action === 'restart' ? '-r' : '-h';
    return this.#answer(
      await this.#act({ name: 'shutdown', arguments: [action, minutes > 0 ? `+${minutes}` : 'now'] }),
    );
  }

  async message(order: MessageOrder): Promise<OrderAnswer> {
    return this.#answer(await this.#act(wall(order.text)));
  }

  async #warn(text: string): Promise<void> {
    const end = await this.#act(wall(text));
    if (end.exitCode !== 0) this.#log.warn({ complaint: end.complaint }, 'the users could not be warned');
  }

  async #somebodyLoggedIn(): Promise<boolean> {
    const end = await runCommand({ name: 'who', arguments: [] }, this.#clock);
    // Without an answer, rather warn nobody than take somebody by surprise.
    return end.exitCode !== 0 || end.output.trim() !== '';
  }

  #act(command: Command): Promise<CommandEnd> {
    switch (this.#setting) {
      case 'real':
        this.#log.info({ command }, 'power command');
        return runCommand(command, this.#clock);
      case 'report':
        return this.#recordOnly(command);
    }
  }

  async #recordOnly(command: Command): Promise<CommandEnd> {
    this.#log.info({ command }, 'power command, recorded only');
    const line = JSON.stringify({ at: this.#clock.now().toISOString(), ...command });
    await appendFile(this.#record, `${line}\n`, { mode: 0o600 });
    return { exitCode: 0, output: '', complaint: '' };
  }

  #answer(end: CommandEnd): OrderAnswer {
    if (end.exitCode === 0) return { answer: 'accepted' };
    const detail = end.complaint === '' ? `exit code ${end.exitCode ?? 'none'}` : end.complaint;
    return { answer: 'refused', detail: detail.slice(0, 500) };
  }
}

/** The text goes through the standard input: as an argument it could be taken for an option or a file's name. */
const wall = (text: string): Command => ({ name: 'wall', arguments: [], input: `${text}\n` });

function warning({ action, reason }: PowerOrder, minutes: number): string {
  const deed = action === 'restart' ? 'restarts' : 'shuts down';
  const span = minutes === 1 ? '1 minute' : `${minutes} minutes`;
  return `This computer ${deed} in ${span}. Please save your work.${reason === '' ? '' : ` ${reason}`}`;
}
