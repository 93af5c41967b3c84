import type { MongoClient } from 'mongodb';

/**
 * The driver asks each server every few seconds whether it is there. In mongodb 7.8 such a question can stay open for
 * good: written to a socket that is closed at that very moment, it waits for a `drain` that never comes
 * (`Connection.writeCommand`). That server is then never asked again, and counts as gone also when it is back, until the
 * hub is started anew. A question that is open for longer than any answer may take is therefore given up here, and
 * another one asked.
 */

/** A question may stay open for 10 s when the server answers with the next change, and its socket for 5 s after that. */
const LATE_MILLISECONDS = 16_000;

interface Monitor {
  close(): void;
  connect(): void;
}

/** @param onLate Told the address of each server whose question was given up. @returns how the watch ends */
export function watchHeartbeats(client: MongoClient, onLate: (address: string) => void): () => void {
  const open = new Map<string, NodeJS.Timeout>();
  const ended = ({ connectionId: address }: { connectionId: string }) => {
    clearTimeout(open.get(address));
    open.delete(address);
  };
  const started = (event: { connectionId: string }) => {
    ended(event);
    const late = setTimeout(() => {
      open.delete(event.connectionId);
      onLate(event.connectionId);
      askAnew(client, event.connectionId);
    }, LATE_MILLISECONDS);
    open.set(event.connectionId, late.unref());
  };
  client.on('serverHeartbeatStarted', started);
  client.on('serverHeartbeatSucceeded', ended);
  client.on('serverHeartbeatFailed', ended);
  return () => {
    client.off('serverHeartbeatStarted', started);
    client.off('serverHeartbeatSucceeded', ended);
    client.off('serverHeartbeatFailed', ended);
    for (const timer of open.values()) clearTimeout(timer);
    open.clear();
  };
}

/** The driver shows its monitors to nobody; where it keeps them otherwise one day, nothing happens. */
function askAnew(client: MongoClient, address: string): void {
  const servers = at(client, 'topology', 's', 'servers');
  if (!(servers instanceof Map)) return;
  const monitor = at(servers.get(address), 'monitor');
  if (!isMonitor(monitor)) return;
  monitor.close();
  monitor.connect();
}

const at = (whole: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>(
    (part, name) => (typeof part === 'object' && part !== null ? Reflect.get(part, name) : undefined),
    whole,
  );

const isMonitor = (value: unknown): value is Monitor =>
  typeof at(value, 'close') === 'function' && typeof at(value, 'connect') === 'function';
