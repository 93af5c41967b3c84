import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Tells a service manager to start the agent again (EX_TEMPFAIL). */
export const START_AGAIN = 75;

/** What tells who started this process. */
export interface Origin {
  environment: NodeJS.ProcessEnv;
  pid: number;
}

/**
 * Whether somebody starts the agent again when it ends: systemd, launchd, whoever says so by `REVEILLE_SUPERVISED`
 * (`0`: nobody), or the runtime of a container, in which nothing outlives process 1.
 */
export function isSupervised({ environment, pid }: Origin): boolean {
  const { REVEILLE_SUPERVISED: said, INVOCATION_ID: systemd, XPC_SERVICE_NAME: launchd } = environment;
  if (said !== undefined && said !== '') return said !== '0';
  if (pid === 1 || (systemd !== undefined && systemd !== '')) return true;
  // In a terminal of macOS it is `0`, or names the terminal.
  return launchd !== undefined && launchd !== '' && launchd !== '0' && !launchd.startsWith('application.');
}

/** Starts this program once more, as it was started. Call it when the data folder is released. */
export async function startReplacement(): Promise<void> {
  const replacement = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
    stdio: 'inherit',
  });
  await once(replacement, 'spawn');
  replacement.unref();
}
