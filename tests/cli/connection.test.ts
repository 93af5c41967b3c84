import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RemoteScene, setRemoteScene } from './remote-scene.ts';

let scene: RemoteScene;
beforeAll(async () => {
  scene = await setRemoteScene();
});
afterAll(() => scene.dispose());

const SECRET = 'rva_secret-that-nobody-sees';

describe('the way to the hub', () => {
  it.each([
    ['no address', { REVEILLE_HUB: '' }, 2, 'Which hub?'],
    ['no token', { REVEILLE_TOKEN: '' }, 2, 'Set REVEILLE_TOKEN'],
    ['no address of the web', { REVEILLE_HUB: 'hub.example.org' }, 2, 'must begin with'],
    [
      'a password in the address',
      { REVEILLE_HUB: `http://ci:${SECRET}@127.0.0.1` },
      2,
      'no name and password',
    ],
    ['a token that no header takes', { REVEILLE_TOKEN: `${SECRET}\nx` }, 2, 'no token has'],
    ['a token that is unknown', { REVEILLE_TOKEN: SECRET }, 5, '(apiTokenUnknown)'],
    ['nobody there', { REVEILLE_HUB: 'http://127.0.0.1:1', REVEILLE_TOKEN: SECRET }, 5, 'cannot be reached'],
  ])('%s: one clear line, and no secret in it', async (_what, environment, exitCode, line) => {
    const told = await scene.run(['computers'], { environment });
    expect(told).toMatchObject({ exitCode, answers: [], remark: expect.stringContaining(line) });
    expect(told.remark).not.toContain(SECRET);
  });

  it('something that is no hub, and something that leads elsewhere, are not followed with the token', async () => {
    const heard: string[] = [];
    const server = createServer((request, response) => {
      heard.push(request.url ?? '');
      if (request.url?.startsWith('/away/') === true) {
        response.writeHead(302, { location: '/elsewhere' }).end();
      } else response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome</h1>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const bound = server.address();
    const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
    const tell = (path: string) =>
      scene.run(['computers', '--hub', `http://127.0.0.1:${port}/${path}`, '--token', SECRET]);
    expect(await tell('')).toMatchObject({ exitCode: 5, remark: expect.stringContaining('Is it a hub') });
    expect(await tell('away')).toMatchObject({ exitCode: 5, remark: expect.stringContaining('leads on') });
    expect(heard).not.toContain('/elsewhere');
    server.close();
    server.closeAllConnections();
  });

  it('help names the options and never the token', async () => {
    const { exitCode, answer } = await scene.run(['deploy', '--help']);
    expect(exitCode).toBe(0);
    expect(answer).toContain('REVEILLE_TOKEN');
    expect(answer).not.toContain(scene.token);
  });

  it('a token in the options goes before that of the environment', async () => {
    const words = ['computers', '--json', '--hub', scene.hub.address, '--token', scene.token];
    const told = await scene.run(words, {
      environment: { REVEILLE_HUB: 'http://127.0.0.1:1', REVEILLE_TOKEN: 'x' },
    });
    expect(told).toMatchObject({ exitCode: 0, remarks: [] });
    expect(JSON.parse(told.answer)).toEqual({ rows: [] });
  });
});
