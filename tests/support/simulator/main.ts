import { parseArgs } from 'node:util';
import { joinFleet } from './fleet.ts';

/**
 * A fleet in a process of its own, so that neither hub nor browser share its event loop:
 * `node tests/support/simulator/main.ts --hub http://… --token … --agents 2000`. Prints `joined N` as it goes and
 * `the fleet is there` at the end; SIGTERM ends it.
 */
const { values } = parseArgs({
  options: {
    hub: { type: 'string', default: '' },
    token: { type: 'string', default: '' },
    agents: { type: 'string', default: '100' },
    first: { type: 'string', default: '0' },
    least: { type: 'string', default: '2000' },
    most: { type: 'string', default: '9000' },
    failing: { type: 'string', default: '0.03' },
  },
});
const fleet = await joinFleet({
  hub: values.hub,
  token: values.token,
  agents: Number(values.agents),
  first: Number(values.first),
  temper: { least: Number(values.least), most: Number(values.most), failing: Number(values.failing) },
  told: (joined) => console.log(`joined ${joined}`),
});
console.log('the fleet is there');
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    for (const agent of fleet) agent.leave();
    process.exit(0);
  });
}
