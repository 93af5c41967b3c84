import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/**
 * A program that runs inside a namespace.
 * `udp.ts hear PORT ADDRESS…`: prints each packet that is sent to one of these addresses, as a line of JSON.
 * `udp.ts send PORT FROM TO TEXT`: sends one packet.
 */
const [verb, port, ...words] = process.argv.slice(2);

if (verb === 'hear') {
  for (const to of words) {
    const socket = createSocket({ type: 'udp4', reuseAddr: true });
    socket.on('message', (packet, { address: from }) => {
      console.log(JSON.stringify({ to, from, bytes: packet.toString('hex') }));
    });
    socket.bind(Number(port), to);
    await once(socket, 'listening');
  }
  console.log('hearing');
} else {
  const [from, to, text = ''] = words;
  const socket = createSocket('udp4');
  socket.bind(0, from);
  await once(socket, 'listening');
  socket.setBroadcast(true);
  await new Promise((resolve) => socket.send(text, Number(port), to, resolve));
  socket.close();
}
