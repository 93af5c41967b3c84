import type { Hub } from '#hub/hub.ts';
import type { Config } from '#config.ts';

/** What the commands see of the world: the settings, a place for the answer, and the hub. */
export interface CommandLine {
  environment: Record<string, string | undefined>;
  /** A line of the answer. Scripts read these: no more than what was asked for. */
  answer(line: string): void;
  /** A line for the person before the terminal. */
  remark(line: string): void;
  /** Opens the hub on its database, without sockets, for one action. @throws ConfigError, Refusal */
  withHub<Value>(action: (hub: Hub, config: Config) => Promise<Value>): Promise<Value>;
}
