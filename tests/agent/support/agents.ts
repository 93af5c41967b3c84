import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { type RunningAgent, startAgent, type StartOptions } from '#agent/agent.ts';
import type { ScriptedHub } from './scripted-hub.ts';

type Options = Partial<StartOptions> & { data: string };

/** Starts an agent in this process that has a token of the hub, and stops it after the test. */
export const agentOf = (hub: ScriptedHub, options: Options): Promise<RunningAgent> =>
  startedAgent({ hub: hub.url, token: hub.key.token(), name: 'test computer', ...options });

/** Starts an agent in this process with what it knows by itself, and stops it after the test. */
export async function startedAgent(options: Options): Promise<RunningAgent> {
  const log = pino({ level: process.env.AGENT_LOG ?? 'silent' });
  const agent = await startAgent({ power: 'report', log, ...options });
  onTestFinished(() => agent.stop());
  return agent;
}

/** An agent as a real process, to be killed. */
export class AgentProcess {
  readonly #child: ChildProcess;
  readonly exited: Promise<number | null>;
  stdout = '';
  stderr = '';

  constructor(
    hub: ScriptedHub,
    options: { data: string; token?: string; environment?: Record<string, string> },
  ) {
    const main = join(import.meta.dirname, '../../../agent/main.ts');
    const flags = ['--hub', hub.url, '--token', options.token ?? hub.key.token(), '--data', options.data];
    this.#child = spawn(process.execPath, [main, ...flags, '--name', 'process', '--power', 'report'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...options.environment },
    });
    this.#child.stdout?.on('data', (data: Buffer) => (this.stdout += data.toString()));
    this.#child.stderr?.on('data', (data: Buffer) => (this.stderr += data.toString()));
    this.exited = once(this.#child, 'exit').then(([code]: unknown[]) =>
      typeof code === 'number' ? code : null,
    );
    onTestFinished(() => this.kill());
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Ends it as a crash does, without a chance to say a word. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.exited;
  }

  terminate(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    return this.exited;
  }
}
