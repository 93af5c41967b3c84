import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { holdOf, PRODUCT_FILE, type HeldStep } from './debian-package.ts';
import { startAgentProcess, type AgentProcess } from './processes.ts';

/** A real agent whose computer is a folder, as far as `dpkg` is concerned. */
export interface DebianComputer {
  name: string;
  agent: AgentProcess;
  /** The version of the product whose file is there; undefined when there is none. */
  installedVersion(): Promise<string | undefined>;
  /** From now on `dpkg` comes to this step and waits there. */
  hold(step: HeldStep): Promise<void>;
  letGo(step: HeldStep): Promise<void>;
}

/**
 * Starts the agent of such a computer. Procedures see nothing of its environment but its home: the settings of `dpkg`
 * that lie there send every procedure into the computer's own root, without one word of it in the procedure. The
 * agent's inventory looks at the same root.
 */
export async function startDebianComputer(options: {
  hub: string;
  token: string;
  name: string;
  /** Of this test: the computer gets a folder of its own in it. */
  folder: string;
}): Promise<DebianComputer> {
  const { hub, token, name } = options;
  const home = join(options.folder, name);
  const root = join(home, 'root');
  const database = join(root, 'var/lib/dpkg');
  await mkdir(database, { recursive: true });
  await writeFile(join(database, 'status'), '');
  // Nobody need be root for it: files belong to whoever the agent is, scripts run outside of any chroot.
  const settings = [
    `root=${root}`,
    `log=${join(home, 'dpkg.log')}`,
    'force-not-root',
    'force-script-chrootless',
  ];
  await writeFile(join(home, '.dpkg.cfg'), `${settings.join('\n')}\n`);
  const agent = startAgentProcess({
    hub,
    token,
    name,
    dataDirectory: join(home, 'agent'),
    environment: { HOME: home, DPKG_ADMINDIR: database },
  });
  const hold = (step: HeldStep) => join(root, holdOf(step));
  return {
    name,
    agent,
    async installedVersion() {
      const text = await readFile(join(root, PRODUCT_FILE), 'utf8').catch(() => undefined);
      return text?.trim();
    },
    hold: (step) => writeFile(hold(step), ''),
    letGo: (step) => rm(hold(step)),
  };
}
