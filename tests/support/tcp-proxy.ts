import { connect, createServer, type Socket } from 'node:net';
import { Transform } from 'node:stream';

/** A wire between agent and hub that a test can cut. */
export interface Wire {
  address: string;
  /** Cuts every connection that stands now, without a goodbye. New ones are let through. */
  cut(): void;
  /**
   * Connections that are made from now on are taken, but nothing passes them, or only so many bytes of what the hub
   * says. Those that stand go on.
   */
  hold(bytes?: number): void;
  /** Bytes of what the hub has said that have passed in all. */
  passed(): number;
  /** What is held is cut, and new connections are let through again. */
  mend(): void;
  dispose(): Promise<void>;
}

export async function stretchWire(to: string): Promise<Wire> {
  const target = new URL(to);
  const ends = new Set<Socket>();
  const held = new Set<Socket>();
  /** Bytes that pass; undefined: all. */
  let holding: number | undefined;
  let passed = 0;
  const release = (): void => {
    for (const end of held) end.resetAndDestroy();
    held.clear();
  };
  const server = createServer((near) => {
    if (holding !== undefined) held.add(near);
    if (holding === 0) {
      near.on('error', () => undefined);
      return;
    }
    const far = connect(Number(target.port), target.hostname);
    let left = holding ?? Number.POSITIVE_INFINITY;
    const gauge = new Transform({
      transform(data: Buffer, _encoding, done) {
        const part = data.subarray(0, left);
        left -= part.length;
        passed += part.length;
        done(undefined, part);
      },
    });
    far.pipe(gauge).pipe(near);
    near.pipe(far);
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(end);
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
    hold(bytes = 0) {
      holding = bytes;
    },
    passed: () => passed,
    mend() {
      holding = undefined;
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
