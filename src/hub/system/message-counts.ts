import type { Server } from 'socket.io';

/** Messages of agents and consoles together, since the start. */
export interface MessageCounts {
  received: number;
  sent: number;
}

/** Counts what goes through the hub's sockets, pings apart. One number for each direction: it is done for every message. */
export function countMessages(sockets: Server): MessageCounts {
  const counts = { received: 0, sent: 0 };
  sockets.engine.on('connection', (connection) => {
    connection.on('packet', (packet: { type: string }) => {
      if (packet.type === 'message') counts.received += 1;
    });
    connection.on('packetCreate', (packet: { type: string }) => {
      if (packet.type === 'message') counts.sent += 1;
    });
  });
  return counts;
}
