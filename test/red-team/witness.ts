import { createHash } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

/** Servers of another origin that believe nobody: what arrives here has left the page. */
export interface Witness {
  /** `http://127.0.0.1:PORT`; the page is on `localhost`, which is another origin. */
  readonly origin: string;
  /** For WebTransport. */
  readonly udpPort: number;
  /** Names of the channels over which something arrived. */
  arrived(): ReadonlySet<string>;
  close(): Promise<void>;
}

/**
 * One for each attack: a QUIC client repeats itself for seconds, and would be taken for the next one.
 *
 * Requests say by their path, `/leak/CHANNEL`, how they came; a datagram can only be WebTransport.
 */
export async function startWitness(): Promise<Witness> {
  const arrived = new Set<string>();
  const upgraded = new Set<Duplex>();
  const note = (url: string | undefined) => {
    const channel = /^\/leak\/([\w-]+)/.exec(url ?? '')?.[1];
    if (channel) arrived.add(channel);
  };
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    note(request.url);
    const isStream = request.headers.accept === 'text/event-stream';
    response.writeHead(200, {
      'access-control-allow-origin': '*',
      'access-control-allow-headers': '*',
      'cache-control': 'no-store',
      'content-type': isStream ? 'text/event-stream' : 'text/javascript',
    });
    response.end(isStream ? 'data: 1\n\n' : '');
  };
  const server = createServer(answer);
  server.on('upgrade', (request, socket) => {
    note(request.url);
    const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
    const key = `${request.headers['sec-websocket-key']}${guid}`;
    const accept = createHash('sha1').update(key).digest('base64');
    upgraded.add(socket);
    socket.on('error', () => undefined);
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        `Sec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
  });
  const udp = createSocket('udp4');
  udp.on('message', () => arrived.add('web-transport'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    udpPort: udp.address().port,
    arrived: () => new Set(arrived),
    close: async () => {
      udp.close();
      server.closeAllConnections();
      for (const socket of upgraded) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
