import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Follows the connections of an HTTP server, from before it listens. The function that it returns goes with
 * `server.close()`: it closes at once every connection that is in no request, also those that never sent one, which
 * Node.js would wait for; the others when their request is answered, and all of them after `timeoutMs`.
 */
export function followConnections(server: Server): (timeoutMs: number) => void {
  /** How many requests of each connection are unanswered. */
  const open = new Map<Socket, number>();
  let isEnding = false;
  server.on('connection', (socket) => {
    if (isEnding) return socket.destroy();
    open.set(socket, 0);
    socket.once('close', () => open.delete(socket));
  });
  server.on('request', ({ socket }, response) => {
    open.set(socket, (open.get(socket) ?? 0) + 1);
    response.once('close', () => {
      if (!open.has(socket)) return;
      const unanswered = open.get(socket)! - 1;
      open.set(socket, unanswered);
      if (isEnding && unanswered === 0) socket.destroySoon();
    });
  });
  return (timeoutMs) => {
    isEnding = true;
    for (const [socket, unanswered] of open) if (unanswered === 0) socket.destroy();
    const timer = setTimeout(() => {
      for (const socket of open.keys()) socket.destroy();
    }, timeoutMs);
    server.once('close', () => clearTimeout(timer));
  };
}
