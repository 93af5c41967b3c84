import { compare } from './comparison.ts';
import { FLEET_NOTE, fleetRounds, measureFleets } from './fleet/fleets.ts';
import { ROUNDS, type Stage } from './interleave.ts';
import { machineLine } from './machine.ts';
import { Obstacle, readOptions } from './options.ts';
import { openEmbedded, openMongodb, type Place } from './place.ts';
import { releaseWhenInterrupted, releasing } from './releasing.ts';
import { setScenery } from './scenery.ts';

/**
 * `npm run bench:store`: the embedded store beside the MongoDB in `MONGODB_URI`, through the real store layer, then
 * the embedded store under fleets of growing size. The tables go to stdout, the progress to stderr.
 */
async function bench(): Promise<void> {
  const { seconds, quick } = readOptions(process.argv.slice(2));
  const uri = process.env['MONGODB_URI'] ?? '';
  if (uri === '') console.log('!!! MONGODB_URI IS NOT SET: ONLY THE EMBEDDED STORE IS MEASURED !!!\n');
  await releasing(async (releases) => {
    const places: Place[] = [await openEmbedded(releases)];
    if (uri !== '') places.push(await openMongodb(uri, releases));
    for (const { name, description } of places) console.log(`${name}: ${description}`);
    const stages: Stage[] = [];
    for (const place of places) stages.push({ place, scenery: await setScenery(place.store) });
    console.log(`\n${await compare(stages, seconds)}\n`);
  });
  // After the others are closed: the fleets have what there is of the machine to themselves.
  console.log(`${await measureFleets(quick)}\n${FLEET_NOTE}\n`);
  const inTurns = uri === '' ? '' : ' in turns';
  console.log(machineLine(`${ROUNDS} rounds${inTurns} (fleets: ${fleetRounds(quick)})`));
}

releaseWhenInterrupted();
try {
  await bench();
} catch (error) {
  console.error(error instanceof Obstacle ? error.message : error);
  process.exitCode = 1;
}
