import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import { ensureConsoleBuilt } from './console-build.ts';

/** `npm start`: builds the console when it has to, then becomes the hub. */
if (!ensureConsoleBuilt(console.log)) process.exit(1);
// Loading is a third of what a start costs. Where the folder cannot be written, nothing is kept.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url)));
await import('./server.ts');
