import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** `npm start`: builds the console when nobody has, then becomes the hub. */
const root = join(import.meta.dirname, '..');
if (!existsSync(join(root, 'build/handler.js'))) {
  console.log('The console is not built yet. Building it, once …');
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const { status } = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}
await import('./server.ts');
