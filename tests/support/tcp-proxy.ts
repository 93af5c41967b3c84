import { connect, createServer, type Socket } from 'node:net';

/** A wire between agent and hub that a test can cut. */
export interface Wire {
  address: string;
  /** Cuts every connection that stands now, without a goodbye. New ones are let through. */
  cut(): void;
  dispose(): Promise<void>;
}

export async function stretchWire(to: string): Promise<Wire> {
  const target = new URL(to);
  const ends = new Set<Socket>();
  const server = createServer((near) => {
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
    dispose: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}
