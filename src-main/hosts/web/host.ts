/** Web host: the app in a browser of this computer. Listens on 127.0.0.1 alone and lets in who brings the one-time link. */

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import type { Answer } from '../../contract/bridge.ts';
import { type ErrorCode, StudioError } from '../../contract/errors.ts';
import { type Log, silentLog } from '../../contract/log.ts';
import type { Studio } from '../../services/app/studio.ts';
import { limited, readText } from './body.ts';
import { eventStream } from './events.ts';
import { Access, fromOwnPage, HEADERS, isOurs } from './security.ts';
import { staticFiles } from './static-files.ts';

const ADDRESS = '127.0.0.1';
/** Bytes of a call's input: a look with very many strokes. */
const CALL_BYTES = 32 * 2 ** 20;
const YEAR = 31_536_000;

export interface WebHostOptions {
  studio: Studio;
  /** Folder of the built pages, and the page among them. */
  pages: { folder: string; index: string };
  /** 0: any free one. */
  port?: number;
  /** Bytes of one upload. */
  fileBytes: number;
  /** Milliseconds between two signs of life of a window, for tests. */
  heartbeatMs?: number;
  /** Milliseconds a connection may take to say what it wants, for tests. */
  headersMs?: number;
  log?: Log;
}

export interface WebHost {
  readonly port: number;
  readonly origin: string;
  /** Address that opens the app once; a link made before no longer works. */
  newLink(): string;
  /** Ends every connection. The studio stays open. */
  close(): Promise<void>;
}

/** @throws StudioError output-unwritable when the port cannot be had */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const { studio, pages, log = silentLog, fileBytes } = options;
  const files = staticFiles(pages.folder, pages.index);
  const events = eventStream(studio, options.heartbeatMs);
  const server = createServer({
    headersTimeout: options.headersMs ?? 10_000,
    requestTimeout: 120_000,
    keepAliveTimeout: 5_000,
    connectionsCheckingInterval: (options.headersMs ?? 10_000) / 2,
    maxHeaderSize: 16_384,
  });
  server.maxConnections = 200;
  server.maxHeadersCount = 60;
  server.setTimeout(120_000);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      events.close();
      const why = error.code === 'EADDRINUSE' ? 'is in use' : `cannot be used (${error.code})`;
      reject(
        new StudioError('output-unwritable', `Port ${options.port} ${why}. Choose another with --port.`),
      );
    });
    server.listen(options.port ?? 0, ADDRESS, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const host = `${ADDRESS}:${port}`;
  const access = new Access(port);

  server.on('request', (request, response) => {
    answer(request, response).catch((error) => {
      // A window that has gone is no error of ours.
      if (!response.destroyed && !response.headersSent) {
        log.error('request failed', { cause: error instanceof Error ? (error.stack ?? '') : String(error) });
        refuse(response, 500);
      } else response.destroy();
    });
  });
  server.on('clientError', (_error, socket) => {
    // A browser opens connections ahead of time: an answer to nothing would be taken for that to its next request.
    const unused = 'bytesRead' in socket && socket.bytesRead === 0;
    if (socket.writable && !unused) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    else socket.destroy();
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    // A socket always says where its page is from.
    const ours = isOurs('POST', request.headers, host) === 'ours' && fromOwnPage(request.headers);
    if (ours && request.url === '/events' && access.admits(request.headers))
      events.accept(request, socket, head);
    else socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', headers } = request;
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    const ours = isOurs(method, headers, host);
    if (ours === 'wrong-host') return refuse(response, 421);
    if (ours === 'wrong-origin') return refuse(response, 403);
    const url = URL.parse(request.url ?? '/', `http://${host}`);
    if (url?.host !== host) return refuse(response, 400);
    const [, route, name = '', ...more] = url.pathname.split('/');
    if (route === 'open' && method === 'GET' && more.length === 0) return open(response, name);
    if (!access.admits(headers)) return refuse(response, 401, SIGN_IN);
    if (method === 'GET' || method === 'HEAD') {
      const page = files.get(url.pathname);
      if (page) {
        if (page.immutable) response.setHeader('Cache-Control', `private, max-age=${YEAR}, immutable`);
        return sendFile(request, response, page.file, page.type);
      }
      if (!fromOwnPage(headers) || more.length > 0) return refuse(response, 403);
      if (route === 'asset') return sendPicture(request, response, name, url.searchParams.get('size'));
      if (route === 'download') return sendDownload(request, response, name);
      return refuse(response, 404);
    }
    if (method !== 'POST') return refuse(response, 405);
    if (!fromOwnPage(headers)) return refuse(response, 403);
    if (route === 'call' && more.length === 0) return call(request, response, name);
    if (url.pathname === '/upload') return upload(request, response, url.searchParams.get('name') ?? '');
    return refuse(response, 404);
  }

  /**
   * Lets the bearer of the link in. The page goes on by itself, so that the next address is asked for by our own page
   * wherever the link stood, and the strict cookie goes along.
   */
  function open(response: ServerResponse, token: string): void {
    const cookie = access.redeem(token);
    if (!cookie) {
      refuse(response, 401, SIGN_IN);
      return;
    }
    response.setHeader('Set-Cookie', cookie);
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(
      '<!doctype html><meta http-equiv="refresh" content="0;url=/"><link rel="icon" href="data:,"><title>Toile</title>',
    );
  }

  async function call(request: IncomingMessage, response: ServerResponse, name: string): Promise<void> {
    if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) return refuse(response, 415);
    let input: unknown;
    try {
      const text = await readText(request, CALL_BYTES);
      input = text === '' ? undefined : JSON.parse(text);
    } catch (error) {
      if (error instanceof StudioError) {
        letRunOut(request, response);
        return refuse(response, 413);
      }
      if (request.destroyed && !request.complete) return;
      return sendAnswer(response, 400, failed('invalid-input', 'The request is not valid JSON.'));
    }
    sendAnswer(response, 200, await studio.call(decode(name), input));
  }

  async function upload(request: IncomingMessage, response: ServerResponse, name: string): Promise<void> {
    try {
      const output = await studio.upload(limited(request, fileBytes), name.slice(0, 1000));
      sendAnswer(response, 200, { ok: true, output });
    } catch (error) {
      if (request.destroyed && !request.complete) return;
      if (!request.complete) letRunOut(request, response);
      if (!(error instanceof StudioError)) throw error;
      const status = error.code === 'image-too-large' ? 413 : 200;
      sendAnswer(response, status, { ok: false, error: error.toJSON() });
    }
  }

  async function sendPicture(
    request: IncomingMessage,
    response: ServerResponse,
    hash: string,
    size: string | null,
  ): Promise<void> {
    if (size !== null && size !== '256' && size !== '1024') return refuse(response, 400);
    if (!/^[0-9a-f]{64}$/.test(hash)) return refuse(response, 404);
    try {
      const { file, mediaType } = await studio.pictureFile(
        hash,
        size === null ? undefined : size === '256' ? 256 : 1024,
      );
      response.setHeader('Cache-Control', `private, max-age=${YEAR}, immutable`);
      await sendFile(request, response, file, mediaType);
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      response.setHeader('Cache-Control', 'no-store');
      refuse(response, 404);
    }
  }

  async function sendDownload(
    request: IncomingMessage,
    response: ServerResponse,
    token: string,
  ): Promise<void> {
    try {
      const { file, fileName } = studio.downloadFile(token);
      response.setHeader('Content-Disposition', disposition(fileName));
      await sendFile(request, response, file, typeOf(fileName));
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      refuse(response, 404);
    }
  }

  return {
    port,
    origin: `http://${host}`,
    newLink: () => `http://${host}/open/${access.newLink()}`,
    close: async () => {
      events.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // Answers under way get a moment.
      const force = setTimeout(() => server.closeAllConnections(), 500);
      server.closeIdleConnections();
      await closed;
      clearTimeout(force);
    },
  };
}

/** What is still on its way is thrown away, for a moment: whoever sends it hears the answer only then. */
function letRunOut(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('Connection', 'close');
  request.resume();
  setTimeout(() => request.destroy(), 5000).unref();
}

const SIGN_IN =
  'Open the address that Toile shows in the terminal. It works once; press Enter there for another.';

function refuse(response: ServerResponse, status: number, text = ''): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  if (status !== 404) response.setHeader('Connection', 'close');
  response.end(text);
}

function sendAnswer(response: ServerResponse, status: number, answer: Answer): void {
  const text = JSON.stringify(answer);
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Content-Length', Buffer.byteLength(text));
  response.end(text);
}

const failed = (code: ErrorCode, message: string): Answer => ({ ok: false, error: { code, message } });

async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  file: string,
  type: string,
): Promise<void> {
  const { size } = await stat(file);
  response.setHeader('Content-Type', type);
  response.setHeader('Content-Length', size);
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  await pipeline(createReadStream(file), response);
}

/** Name of a call in an address; a broken one is no call's. */
function decode(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return '';
  }
}

const DOWNLOADS: Record<string, string> = {
  jpg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  tif: 'image/tiff',
};

function typeOf(fileName: string): string {
  return DOWNLOADS[fileName.slice(fileName.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
}

/** RFC 6266: a plain name for old readers and the true one. */
export function disposition(fileName: string): string {
  const plain = fileName.replace(/[^ !#-$&-[\]-~]/g, '_').replace(/["\\%]/g, '_');
  const whole = encodeURIComponent(fileName).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`;
}
