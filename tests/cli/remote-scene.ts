import { runCommandLine } from '#cli/program.ts';
import type { Clock, Outside } from '#cli/remote/outside.ts';
import { BareAgent } from '#tests/support/bare-agent.ts';
import { ADMIN, startTestHub, type TestHub } from '#tests/support/test-hub.ts';
import { testOutside } from './outside.ts';

/** A command while it runs, and after. */
export interface Running {
  answers: string[];
  remarks: string[];
  /** Resolves with the first line of either kind that fits, also one that was said before. */
  says(pattern: RegExp): Promise<string>;
  ended: Promise<number>;
}
export interface Ended {
  exitCode: number;
  answers: string[];
  remarks: string[];
  answer: string;
  remark: string;
}
export interface More {
  environment?: Record<string, string>;
  clock?: Clock;
  input?: string;
  onInterrupt?: Outside['onInterrupt'];
}

/** A real hub, and the command line as a CI system runs it: address and token in its environment. */
export interface RemoteScene {
  hub: TestHub;
  token: string;
  start(words: string[], more?: More): Running;
  run(words: string[], more?: More): Promise<Ended>;
  agent(name: string): Promise<BareAgent>;
  dispose(): Promise<void>;
}

export async function setRemoteScene(environment: Record<string, string> = {}): Promise<RemoteScene> {
  const hub = await startTestHub({ environment });
  const { token } = await hub.hub.commands.createApiToken(ADMIN, { name: 'ci', role: 'operator' });
  const agents: BareAgent[] = [];
  const surroundings = { REVEILLE_HUB: hub.address, REVEILLE_TOKEN: token };
  const start = (words: string[], more: More = {}) =>
    startCommand(words, { ...more, environment: { ...surroundings, ...more.environment } });
  return {
    hub,
    token,
    start,
    async run(words, more) {
      const { ended, answers, remarks } = start(words, more);
      const exitCode = await ended;
      return { exitCode, answers, remarks, answer: answers.join('\n'), remark: remarks.join('\n') };
    },
    async agent(name) {
      const { token: enrolment } = await hub.enrolmentToken();
      const agent = await new BareAgent(hub.address).join(enrolment, name);
      agents.push(agent);
      return agent;
    },
    async dispose() {
      for (const agent of agents) agent.leave();
      await hub.dispose();
    },
  };
}

function startCommand(words: string[], more: More & { environment: Record<string, string> }): Running {
  const outside = testOutside(more.environment);
  const { answers, remarks } = outside;
  const waiting = new Set<() => void>();
  const hear = (lines: string[]) => (line: string) => {
    lines.push(line);
    for (const look of waiting) look();
  };
  let hasEnded = false;
  const ended = runCommandLine(words, {
    ...outside,
    ...(more.clock === undefined ? {} : { clock: more.clock }),
    ...(more.onInterrupt === undefined ? {} : { onInterrupt: more.onInterrupt }),
    standardInput: async function* () {
      yield more.input ?? '';
    },
    answer: hear(answers),
    remark: hear(remarks),
    withHub: () => Promise.reject(new Error('this command is not beside the hub')),
  }).finally(() => {
    hasEnded = true;
    for (const look of waiting) look();
  });
  return {
    answers,
    remarks,
    ended,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const line = [...answers, ...remarks].find((one) => pattern.test(one));
          if (line === undefined && !hasEnded) return;
          waiting.delete(look);
          if (line !== undefined) resolve(line);
          else reject(new Error(`never said ${pattern}:\n${[...answers, ...remarks].join('\n')}`));
        };
        waiting.add(look);
        look();
      }),
  };
}
