import { spawnSync } from 'node:child_process';

/** @returns the agents that run on this data folder, by their command lines. */
export function processesOn(data: string): number[] {
  const { stdout } = spawnSync('ps', ['-axo', 'pid=,stat=,args='], { encoding: 'utf8' });
  return stdout.split('\n').flatMap((line) => {
    const [pid, state = 'Z'] = line.trim().split(/\s+/, 2);
    const isAgent = line.includes(`--data ${data} `) && !state.startsWith('Z');
    return isAgent ? [Number(pid)] : [];
  });
}
