/** Events of the core over a WebSocket to every window, with a heartbeat; windows only listen. */

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Studio } from '../../services/app/studio.ts';

const HEARTBEAT_MS = 20_000;
/** Bytes a window may be behind; it connects anew and reads everything again. */
const MOST_BEHIND = 8e6;
const MOST_WINDOWS = 32;

export interface EventStream {
  /** Takes over a connection that has been let in. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
}

export function eventStream(studio: Studio, heartbeatMs = HEARTBEAT_MS): EventStream {
  const server = new WebSocketServer({ noServer: true, maxPayload: 1024, perMessageDeflate: false });
  const alive = new WeakMap<WebSocket, boolean>();
  const stop = studio.on((event) => {
    if (server.clients.size === 0) return;
    const text = JSON.stringify(event);
    for (const socket of server.clients) {
      if (socket.bufferedAmount > MOST_BEHIND) socket.terminate();
      else socket.send(text, () => {});
    }
  });
  const beat = setInterval(() => {
    for (const socket of server.clients) {
      if (!alive.get(socket)) socket.terminate();
      else {
        alive.set(socket, false);
        socket.ping();
      }
    }
  }, heartbeatMs);
  beat.unref();

  return {
    accept: (request, socket, head) => {
      if (server.clients.size >= MOST_WINDOWS) {
        socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');
        return;
      }
      server.handleUpgrade(request, socket, head, (client) => {
        alive.set(client, true);
        client.on('pong', () => alive.set(client, true));
        client.on('error', () => client.terminate());
      });
    },
    close: () => {
      stop();
      clearInterval(beat);
      for (const socket of server.clients) socket.close(1001);
      server.close();
    },
  };
}
