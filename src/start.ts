import { ensureConsoleBuilt } from './console-build.ts';

/** `npm start`: builds the console when it has to, then becomes the hub. */
if (!ensureConsoleBuilt(console.log)) process.exit(1);
await import('./server.ts');
