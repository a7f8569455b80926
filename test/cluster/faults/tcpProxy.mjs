// A TCP proxy whose link can be cut in the ways in which networks are cut.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/**
 * Starts a proxy on a loopback port.
 *
 * - `drop`: connections end at once, also new ones
 * - `refuse`: nobody listens, connections end at once
 * - `stall`: bytes vanish, silently, also those of new connections; what was open then never comes back
 * - `heal`: new connections pass
 */
export async function startTcpProxy({ host, port }) {
  let mode = 'pass';
  let server;
  let ownPort = 0;
  const sockets = new Set();

  function keep(socket) {
    sockets.add(socket);
    socket.on('error', () => {}); // A cut link is what this is for.
    socket.on('close', () => sockets.delete(socket));
  }

  function accept(client) {
    keep(client);
    if (mode === 'drop') {
      client.resetAndDestroy();
      return;
    }
    if (mode === 'stall') {
      client.resume();
      return;
    }
    const upstream = connect({ host, port });
    keep(upstream);
    client.pipe(upstream).pipe(client);
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => {
      // A stalled link does not tell either that the other side has ended.
      if (mode !== 'stall') client.destroy();
    });
  }

  async function listen() {
    server = createServer(accept);
    server.listen(ownPort, '127.0.0.1');
    await once(server, 'listening');
    ownPort = server.address().port;
  }

  function endAll() {
    for (const socket of sockets) socket.resetAndDestroy();
  }

  await listen();
  return {
    get port() {
      return ownPort;
    },
    drop() {
      mode = 'drop';
      endAll();
    },
    refuse() {
      mode = 'refuse';
      server.close();
      server = undefined;
      endAll();
    },
    stall() {
      mode = 'stall';
      for (const socket of sockets) {
        socket.unpipe();
        socket.resume();
      }
    },
    async heal() {
      mode = 'pass';
      if (!server) await listen();
    },
    async stop() {
      server?.close();
      endAll();
    },
  };
}
