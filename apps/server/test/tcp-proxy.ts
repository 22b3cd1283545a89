import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface TcpProxy {
  readonly port: number;
  /** From now on nothing moves in either direction, and new connections get no answer. */
  hang(): void;
  /** Breaks all connections, and refuses new ones. */
  goAway(): Promise<void>;
  stop(): Promise<void>;
}

/** Stands before a server, and fails as networks do. */
export async function startTcpProxy(host: string, port: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let isHanging = false;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    return socket.once('close', () => sockets.delete(socket));
  };
  const proxy = createServer((client) => {
    keep(client);
    if (isHanging) return;
    const server = keep(connect(port, host));
    client.pipe(server).pipe(client);
    client.once('close', () => server.destroy());
    server.once('close', () => client.destroy());
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  const breakAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  const close = async () => {
    if (!proxy.listening) return;
    proxy.close();
    breakAll();
    await once(proxy, 'close');
  };
  return {
    port: (proxy.address() as AddressInfo).port,
    hang() {
      isHanging = true;
      for (const socket of sockets) socket.unpipe().pause();
    },
    goAway: close,
    stop: close,
  };
}
