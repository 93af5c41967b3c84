import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { besideHub, type BesideHub } from '#tests/support/beside-hub.ts';
import {
  prepareHubProcess,
  startAgentProcess,
  startProcess,
  temporaryFolder,
  type HubProcess,
} from '#tests/support/processes.ts';

/** What a service manager gives before it kills. */
const GIVEN_MILLISECONDS = 10_000;

let hubs: HubProcess;
let folder: { path: string; dispose(): Promise<void> };
beforeAll(async () => {
  folder = await temporaryFolder('stop');
  hubs = await prepareHubProcess();
});
afterAll(async () => {
  await hubs.dispose();
  await folder.dispose();
});

describe('start', () => {
  it('every wrong setting is one clear line, and nothing is started', async () => {
    const wrong = startProcess('src/server.ts', {
      environment: {
        PORT: '99999',
        MONGODB_URI: 'postgres://db',
        LOG_LEVEL: 'loud',
        TRUSTED_PROXIES: 'proxy',
      },
    });
    expect(await wrong.ended()).toBe(2);
    const lines = wrong.printed().trim().split('\n');
    expect(lines.map((line) => line.split(':')[0])).toEqual([
      'PORT',
      'MONGODB_URI',
      'TRUSTED_PROXIES',
      'LOG_LEVEL',
    ]);
  });

  it('the first page is there soon after the start', async () => {
    const began = performance.now();
    const hub = await hubs.start();
    const response = await fetch(`${hubs.address}/sign-in`);
    console.log(
      `from the start of the hub to its first page: ${((performance.now() - began) / 1000).toFixed(2)} s`,
    );
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('Sign in');
    await hub.end('SIGTERM');
  });
});

describe('stop', () => {
  it('SIGTERM ends it in time, agents are told and come back to the next one', async () => {
    const hub = await hubs.start();
    const beside: BesideHub = await besideHub(hubs);
    const { token } = await beside
      .post('enrolment-tokens', { name: 'stop' })
      .then((created) => created as { id: string; token: string });
    const agent = startAgentProcess({
      hub: hubs.address,
      token,
      name: 'faithful',
      dataDirectory: join(folder.path, 'agent'),
    });
    try {
      await beside.computerOnline('faithful');
      const began = performance.now();
      expect(await hub.end('SIGTERM')).toBe(0);
      expect(performance.now() - began).toBeLessThan(GIVEN_MILLISECONDS);
      expect(hub.printed()).not.toContain('did not stop cleanly');
      await hubs.start();
      await beside.computerOnline('faithful');
    } finally {
      await agent.end('SIGTERM');
      await beside.close();
    }
  });

  it('a port in use is one clear line', async () => {
    const second = startProcess('src/server.ts', {
      environment: { ...hubs.environment, DATA_DIR: folder.path },
    });
    expect(await second.ended()).toBe(1);
    expect(second.printed()).toMatch(/Port \d+ is in use/);
  });
});
