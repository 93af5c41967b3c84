import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** A request as it reaches the hub: who is at the other end of the connection, and what headers say. */
export function aRequest(given: {
  from?: string;
  tls?: boolean;
  headers?: IncomingMessage['headers'];
}): IncomingMessage {
  const socket = given.tls === true ? new TLSSocket(new Socket()) : new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: given.from ?? '192.0.2.1' });
  const request = new IncomingMessage(socket);
  request.headers = given.headers ?? {};
  return request;
}
