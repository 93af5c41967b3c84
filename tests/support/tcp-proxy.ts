import { connect, createServer, type Socket } from 'node:net';

/** A wire between agent and hub that a test can cut. */
export interface Wire {
  address: string;
  /** Cuts every connection that stands now, without a goodbye. New ones are let through. */
  cut(): void;
  /** Connections that are made from now on are taken, but nothing passes them. Those that stand go on. */
  hold(): void;
  /** What is held is cut, and new connections are let through again. */
  mend(): void;
  dispose(): Promise<void>;
}

export async function stretchWire(to: string): Promise<Wire> {
  const target = new URL(to);
  const ends = new Set<Socket>();
  const held = new Set<Socket>();
  let holding = false;
  const release = (): void => {
    for (const end of held) end.resetAndDestroy();
    held.clear();
  };
  const server = createServer((near) => {
    if (holding) {
      held.add(near);
      near.on('error', () => undefined);
      return;
    }
    const far = connect(Number(target.port), target.hostname);
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(end);
      end.pipe(other);
      end.on('error', () => other.destroy());
      end.on('close', () => {
        ends.delete(end);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  const cut = (): void => {
    for (const end of ends) end.resetAndDestroy();
  };
  return {
    address: `http://127.0.0.1:${port}`,
    cut,
    hold() {
      holding = true;
    },
    mend() {
      holding = false;
      release();
    },
    dispose: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cut();
        release();
      }),
  };
}
