/** What an agent runs on, as far as the line that enrols it differs. */
export const SYSTEMS = ['linux', 'windows', 'macos'] as const;
export type AgentSystem = (typeof SYSTEMS)[number];

/** The agent's own folder, where each system keeps such things, as its shell wants it written. */
const FOLDERS: Record<AgentSystem, string> = {
  linux: '/var/lib/reveille-agent',
  windows: '"C:\\ProgramData\\Reveille Agent"',
  macos: '"/Library/Application Support/Reveille Agent"',
};

/** What is pasted on a computer to enrol it, in the folder of Reveille there. @param hub its address */
export function agentLine(system: AgentSystem, { hub, token }: { hub: string; token: string }): string {
  const data = FOLDERS[system];
  const plain = hub.startsWith('http:') && !isOnThisMachine(hub) ? ' --allow-plain-http' : '';
  return `npm run agent -- --hub ${hub} --token ${token} --data ${data}${plain}`;
}

/** Whether an address leads to this very machine only, whoever opens it. */
export const isOnThisMachine = (address: string): boolean =>
  /^https?:\/\/(localhost|127\.|\[::1\])/.test(address);
