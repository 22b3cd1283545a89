import { Socket } from 'node:net';

export interface OpenSockets {
  /** A socket for a new connection. */
  open(): Socket;
  /** Breaks every connection, those in the making too: whatever waits on one fails now. */
  breakAll(): void;
}

/** The sockets of all connections to a database: pg has no way to a connection that somebody holds, or that is still being made. */
export function openSockets(): OpenSockets {
  const sockets = new Set<Socket>();
  return {
    open() {
      const socket = new Socket();
      sockets.add(socket);
      return socket.once('close', () => sockets.delete(socket));
    },
    breakAll() {
      for (const socket of sockets) socket.destroy();
    },
  };
}
