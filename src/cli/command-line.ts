import type { Hub } from '#hub/hub.ts';
import type { Config } from '#config.ts';
import type { Outside } from './remote/outside.ts';

/** What the commands see of the world: the settings, a place for the answer, and the hub. */
export interface CommandLine extends Outside {
  /** Opens the hub on its database, without sockets, for one action. @throws ConfigError, Refusal */
  withHub<Value>(action: (hub: Hub, config: Config) => Promise<Value>): Promise<Value>;
}
