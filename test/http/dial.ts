import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Dialled {
  socket: Socket;
  /** What came back so far. */
  said(): string;
  closed: Promise<void>;
}

/** A connection to a port of this machine on which `text` was sent as it is. */
export async function dialPort(port: number, text = ''): Promise<Dialled> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let said = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    said += chunk;
  });
  socket.on('error', () => {});
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await once(socket, 'connect');
  if (text !== '') socket.write(text);
  return { socket, said: () => said, closed };
}
