/** HTTP client: the core behind a web host, calls and files over HTTP and events over a WebSocket that connects anew. */

import type { Answer, Uploaded } from '../../src-main/contract/bridge.ts';
import type { StudioEvent } from '../../src-main/contract/calls/index.ts';
import { StudioError } from '../../src-main/contract/errors.ts';
import type { StudioClient, UploadOptions } from './studio-client.ts';

/** Milliseconds between two tries to connect: doubled after each, up to the most. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 5000;

/** How the client reaches the host; tests outside a browser bring their own. */
export interface HttpTransport {
  /** Such as `http://127.0.0.1:1234`. */
  origin: string;
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  socket: (url: string) => Pick<WebSocket, 'addEventListener' | 'close'>;
  /** Sends a file and resolves to the text of the answer. */
  send: (url: string, file: Blob, options: UploadOptions) => Promise<string>;
}

const inBrowser = (): HttpTransport => ({
  origin: window.location.origin,
  fetch: (url, init) => window.fetch(url, init),
  socket: (url) => new WebSocket(url),
  send: sendWithProgress,
});

const unreachable = (cause?: unknown): StudioError =>
  new StudioError('unreachable', 'Toile cannot be reached. See whether it still runs in the terminal.', {
    cause,
  });

const signedOut = (): StudioError =>
  new StudioError(
    'signed-out',
    'This window is no longer let in. Open the address that Toile shows in the terminal; press Enter there for another.',
  );

export function createHttpClient(transport: HttpTransport = inBrowser()): StudioClient & { close(): void } {
  const { origin } = transport;
  const handlers = new Set<(event: StudioEvent) => void>();
  const watchers = new Set<(connected: boolean) => void>();
  let connected: boolean | undefined;
  let pause = FIRST_PAUSE;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let socket: ReturnType<HttpTransport['socket']> | undefined;
  let closed = false;

  const tell = (now: boolean): void => {
    if (connected === now) return;
    connected = now;
    for (const watcher of watchers) watcher(now);
  };

  function connect(): void {
    if (closed) return;
    const mine = transport.socket(`${origin.replace(/^http/, 'ws')}/events`);
    socket = mine;
    mine.addEventListener('open', () => {
      pause = FIRST_PAUSE;
      tell(true);
    });
    mine.addEventListener('message', ({ data }: MessageEvent) => {
      const event = parse(String(data));
      if (event) for (const handler of handlers) handler(event);
    });
    mine.addEventListener('close', () => {
      if (closed) return;
      tell(false);
      timer = setTimeout(connect, pause);
      pause = Math.min(LONGEST_PAUSE, pause * 2);
    });
    // `close` follows.
    mine.addEventListener('error', () => {});
  }
  connect();

  async function answerOf<T>(text: string): Promise<T> {
    let answer: Answer<T>;
    try {
      answer = JSON.parse(text) as Answer<T>;
    } catch (error) {
      throw unreachable(error);
    }
    if (!answer.ok) throw StudioError.from(answer.error);
    return answer.output;
  }

  return {
    call: async (name, ...[input]) => {
      let response: Response;
      let text: string;
      try {
        response = await transport.fetch(`${origin}/call/${name}`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          ...(input === undefined ? {} : { body: JSON.stringify(input) }),
        });
        text = await response.text();
      } catch (error) {
        throw unreachable(error);
      }
      if (response.status === 401) throw signedOut();
      return answerOf(text);
    },
    onEvent: (handler) => {
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
    onConnection: (handler) => {
      watchers.add(handler);
      if (connected !== undefined) handler(connected);
      return () => watchers.delete(handler);
    },
    upload: async (file, options = {}) => {
      const url = `${origin}/upload?name=${encodeURIComponent(file.name)}`;
      return answerOf<Uploaded>(await transport.send(url, file, options));
    },
    pictureUrl: (hash, size) => `${origin}/asset/${hash}${size === undefined ? '' : `?size=${size}`}`,
    save: async (token, fileName) => {
      const link = document.createElement('a');
      link.href = `${origin}/download/${token}`;
      link.download = fileName;
      link.click();
      return true;
    },
    downloadUrl: (token) => `${origin}/download/${token}`,
    dragOut: () => false,
    close: () => {
      closed = true;
      clearTimeout(timer);
      socket?.close();
    },
  };
}

const EVENTS: Record<StudioEvent['type'], true> = {
  batch: true,
  job: true,
  changed: true,
  render: true,
  engine: true,
  opened: true,
  command: true,
};

/** Events of a newer core that this window does not know are left out. */
function parse(text: string): StudioEvent | undefined {
  try {
    const event: unknown = JSON.parse(text);
    const { type } = event as StudioEvent;
    return Object.hasOwn(EVENTS, type) ? (event as StudioEvent) : undefined;
  } catch {
    return undefined;
  }
}

/** The only way of a browser to tell how much of a file has been sent. */
function sendWithProgress(url: string, file: Blob, { signal, onProgress }: UploadOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const cancelled = () => new StudioError('cancelled', 'Cancelled; the file was not handed over.');
    if (signal?.aborted) return reject(cancelled());
    const abort = () => request.abort();
    signal?.addEventListener('abort', abort, { once: true });
    request.upload.onprogress = ({ loaded, total }) => onProgress?.(total > 0 ? loaded / total : 0);
    request.onload = () => (request.status === 401 ? reject(signedOut()) : resolve(request.responseText));
    request.onerror = () => reject(unreachable());
    request.onabort = () => reject(cancelled());
    request.onloadend = () => signal?.removeEventListener('abort', abort);
    request.open('POST', url);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.send(file);
  });
}
