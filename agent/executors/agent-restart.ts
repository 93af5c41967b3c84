import type { PowerReport } from '#protocol/agent.ts';

/** The agent as a program. */
export interface AgentItself {
  /** Resolves when no procedure runs. */
  whenQuiet(): Promise<void>;
  /** Called in the turn in which it was quiet: nothing begins any more. What has not begun is kept for the next start. */
  standStill(): Promise<void>;
  restart(): void;
}

export interface AgentRestartParts {
  requestId: string;
  reportFirst(report: () => PowerReport): Promise<void>;
  agent: AgentItself;
  over(): void;
}

/** A restart of the agent itself. It disturbs nobody, so it asks nobody; it waits for a procedure that runs. */
export class AgentRestart {
  readonly #parts: AgentRestartParts;
  readonly #abort = new AbortController();

  constructor(parts: AgentRestartParts) {
    this.#parts = parts;
  }

  async begin(): Promise<void> {
    const { requestId, reportFirst, agent, over } = this.#parts;
    await agent.whenQuiet();
    if (this.#abort.signal.aborted) return;
    over();
    await agent.standStill();
    await reportFirst(() => ({ state: 'acting', requestId }));
    agent.restart();
  }

  abandon(): void {
    this.#abort.abort();
  }

  /** Nobody was told of it. */
  callOff(): Promise<void> {
    this.abandon();
    return Promise.resolve();
  }
}
