import { machine } from './machine.ts';
import { SimulatedAgent, type Temper } from './simulated-agent.ts';

/** Agents that join at the same time. */
const AT_ONCE = 50;

/** As many simulated computers as are asked for, online at a hub. */
export async function joinFleet(wish: {
  hub: string;
  /** An enrolment token with as many uses. */
  token: string;
  agents: number;
  /** The number of the first machine: another fleet at the same hub begins elsewhere. */
  first?: number;
  temper: Temper;
  told?: (joined: number) => void;
}): Promise<SimulatedAgent[]> {
  const { hub, token, agents, first = 0, temper, told } = wish;
  const since = new Date(Date.now() - 3 * 3_600_000);
  const fleet: SimulatedAgent[] = [];
  for (let from = 0; from < agents; from += AT_ONCE) {
    const places = Array.from(
      { length: Math.min(AT_ONCE, agents - from) },
      (_, index) => first + from + index,
    );
    fleet.push(
      ...(await Promise.all(
        places.map((seed) =>
          new SimulatedAgent(hub, { machine: machine(seed, since), seed, temper }).join(token),
        ),
      )),
    );
    told?.(fleet.length);
  }
  return fleet;
}
