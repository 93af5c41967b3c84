import { LIMITS } from '#protocol/limits.ts';
import { DeploymentPreview } from '#protocol/views/preview.ts';
import type { ApiClient } from './api-client.ts';
import { REMOTE_EXIT, RemoteEnd } from './exit.ts';

/** All pages of a preview as one. @throws RemoteEnd also when the plan changes while it is read */
export async function wholePreview(client: ApiClient, wish: object): Promise<DeploymentPreview> {
  const ask = (from: number) =>
    client.post('job-containers/preview', { ...wish, from, limit: LIMITS.pageRows }, DeploymentPreview);
  const { next: second, ...first } = await ask(0);
  let next = second;
  while (next !== undefined) {
    const page = await ask(next);
    if (page.digest !== first.digest) {
      throw new RemoteEnd(REMOTE_EXIT.noHub, ['The plan changed while it was read. Ask again.']);
    }
    first.computers.push(...page.computers);
    next = page.next;
  }
  return first;
}
