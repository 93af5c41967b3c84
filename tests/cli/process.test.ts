import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProcess, type TestProcess } from '#tests/support/processes.ts';
import { setStage, type Stage } from '#tests/support/stage.ts';
import { ADMIN } from '#tests/support/test-hub.ts';

let stage: Stage;
let token: string;
beforeAll(async () => {
  stage = await setStage('cli');
  token = (await stage.beside.hub.commands.createApiToken(ADMIN, { name: 'ci', role: 'operator' })).token;
  await stage.agent.prints(/\bready\b/);
});
afterAll(() => stage.dispose());

const reveille = (...args: string[]): TestProcess =>
  startProcess('src/cli/main.ts', {
    args,
    environment: { REVEILLE_HUB: stage.hubs.address, REVEILLE_TOKEN: token },
  });

describe('the command line, a hub and an agent, each a process', () => {
  it('upload, deploy, output, uninstall: every exit code is the result', async () => {
    const file = join(stage.folder, 'hello.txt');
    await writeFile(file, 'hello from the package\n');
    const upload = reveille(
      ...['package', 'upload', file, '--family', 'Hello', '--version', '1'],
      ...['--install', 'cat hello.txt', '--uninstall', 'exit 7'],
    );
    expect(await upload.ended()).toBe(0);
    const install = reveille('deploy', '--package', 'hello', '--computer', 'CLI', '--wait', '--output');
    expect(await install.ended()).toBe(0);
    expect(install.printed()).toContain('cli | hello from the package');
    const remove = reveille('uninstall', '--package', 'hello@1', '--computer', 'cli', '--wait');
    expect(await remove.ended()).toBe(1);
    expect(remove.printed()).toContain('cli: uninstall Hello 1 failed: exit code 7');
    const jobs = reveille('jobs', '--state', 'succeeded', '--json');
    expect(await jobs.ended()).toBe(0);
    const { rows } = JSON.parse(jobs.printed()) as { rows: { id: string }[] };
    const output = reveille('job', 'output', rows[0]?.id ?? '');
    expect(await output.ended()).toBe(0);
    expect(output.printed()).toBe('hello from the package\n');
    for (const one of [upload, install, remove, jobs, output]) expect(one.printed()).not.toContain(token);
  });

  it('Ctrl-C stops following, not the deployment: it says how to cancel', async () => {
    const pack = reveille(
      ...['package', 'upload', '--family', 'Endless', '--version', '1', '--install', 'echo begun; sleep 600'],
    );
    expect(await pack.ended()).toBe(0);
    const deploy = reveille('deploy', '--package', 'Endless', '--computer', 'cli', '--wait', '--output');
    await deploy.prints(/cli \| begun/);
    process.kill(deploy.pid, 'SIGINT');
    expect(await deploy.ended()).toBe(130);
    expect(deploy.printed()).toContain('No longer following. The deployment goes on: ');
    const id = /container cancel ([0-9a-f]{24})/.exec(deploy.printed())?.[1] ?? '';

    const [job] = (await stage.beside.hub.queries.jobsOfContainer(ADMIN, id)).jobs;
    expect(job?.state).toBe('executing');
    const output = reveille('job', 'output', job?.id ?? '', '--follow');
    await output.prints(/begun/);
    const follow = reveille('container', 'follow', id);
    await follow.prints(/executing/);
    expect(await reveille('container', 'cancel', id).ended()).toBe(0);
    expect(await follow.ended()).toBe(4);
    expect(await output.ended()).toBe(4);
  });
});
