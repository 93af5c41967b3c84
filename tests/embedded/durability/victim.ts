import { startEmbeddedStore } from '../../../src/store/embedded/index.ts';

/** A process with a store in it, to be killed: `node victim.ts FOLDER`. Says `ready URI` when it answers. */
const store = await startEmbeddedStore({ directory: process.argv[2] ?? '', database: 'test' });
process.stdout.write(`ready ${store.uri}\n`);
