import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Returns what closes the connections of a server that is about to close: at once those without a request in progress, even
 * if they have never sent a byte, which Node.js does not count as idle; the others after their answer; and all when the time
 * is over. Call it before the server listens, and what it returns just before the server's own close.
 */
export function createConnectionCloser(server: Server): (timeoutMs: number) => void {
  const requests = new Map<Socket, number>();
  let closing = false;
  server.on('connection', (socket: Socket) => {
    if (closing) return void socket.destroy();
    requests.set(socket, 0);
    socket.once('close', () => requests.delete(socket));
  });
  server.on('request', ({ socket }, response) => {
    requests.set(socket, (requests.get(socket) ?? 0) + 1);
    response.once('close', () => {
      const left = (requests.get(socket) ?? 1) - 1;
      if (requests.has(socket)) requests.set(socket, left);
      if (closing && left === 0) socket.end();
    });
  });
  return (timeoutMs) => {
    closing = true;
    for (const [socket, count] of requests) if (count === 0) socket.destroy();
    const timer = setTimeout(() => {
      for (const socket of requests.keys()) socket.destroy();
    }, timeoutMs);
    server.once('close', () => clearTimeout(timer));
  };
}
