/** Who the web host lets in, and what it gives out: wrong hosts, foreign pages, used links, paths, too much of anything. */

import { request as plainRequest } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { disposition } from '../../src-main/hosts/web/host.ts';
import { openWebHost, type TestHost } from '../fixtures/web-host.ts';

let opened: TestHost;
let cookie: string;

beforeAll(async () => {
  opened = await openWebHost({ pages: false, fileBytes: 100_000 });
  const first = await ask('GET', new URL(opened.link).pathname);
  expect(first.status).toBe(200);
  const [set] = first.headers['set-cookie'] ?? [];
  expect(set).toMatch(/^toile-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/);
  cookie = set.split(';')[0];
});
afterAll(() => opened.close());

interface Told {
  status: number;
  headers: Record<string, string | string[] | undefined> & { 'set-cookie'?: string[] };
  text: string;
}

/** A request with exactly these headers. */
function ask(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string | Uint8Array,
): Promise<Told> {
  return new Promise((resolve, reject) => {
    const { port } = opened.host;
    const request = plainRequest(
      {
        host: '127.0.0.1',
        port,
        method,
        path,
        headers: { host: `127.0.0.1:${port}`, ...headers },
        agent: false,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

const origin = () => opened.host.origin;
const ours = () => ({ cookie, origin: origin(), 'content-type': 'application/json' });
const json = ({ text }: Told) => JSON.parse(text);

describe('who is let in', () => {
  it('the link works once, and only whole', async () => {
    const { pathname } = new URL(opened.link);
    expect((await ask('GET', pathname)).status).toBe(401);
    const next = new URL(opened.host.newLink()).pathname;
    expect((await ask('GET', `${next.slice(0, -1)}`)).status).toBe(401);
    expect((await ask('HEAD', next)).status).toBe(401);
    expect((await ask('GET', next, { host: 'evil.example' })).status).toBe(421);
    expect((await ask('GET', next)).status).toBe(200);
    expect((await ask('GET', next)).status).toBe(401);
  });

  it('an older link no longer works once there is a newer one', async () => {
    const old = new URL(opened.host.newLink()).pathname;
    opened.host.newLink();
    expect((await ask('GET', old)).status).toBe(401);
  });

  it.each(['/', '/assets/small.js', `/asset/${'0'.repeat(64)}`, '/download/x', '/nowhere'])(
    '%s needs the cookie',
    async (path) => {
      expect((await ask('GET', path)).status).toBe(401);
      expect((await ask('GET', path, { cookie: `toile-${opened.host.port}=guess` })).status).toBe(401);
    },
  );

  it('the page opens with the cookie, again and again', async () => {
    for (let k = 0; k < 2; k++) expect((await ask('GET', '/', { cookie })).text).toContain('<title>Toile');
    expect((await ask('GET', '/assets/small.js', { cookie })).headers['cache-control']).toContain(
      'immutable',
    );
  });

  it.each(['localhost', 'evil.example', '127.0.0.1.evil.example', '127.0.0.2'])(
    'the host %s is not ours',
    async (name) => {
      const { port } = opened.host;
      const headers = { ...ours(), host: `${name}:${port}` };
      expect((await ask('GET', '/', headers)).status).toBe(421);
      expect((await ask('POST', '/call/app.info', headers)).status).toBe(421);
    },
  );

  it('a call needs our own page, also with the cookie', async () => {
    const { origin: _, ...without } = ours();
    for (const headers of [
      without,
      { ...ours(), origin: 'http://evil.example' },
      { ...ours(), origin: 'null' },
      { ...ours(), origin: `http://127.0.0.1:${opened.host.port + 1}` },
      { ...ours(), 'sec-fetch-site': 'cross-site' },
      { ...ours(), 'sec-fetch-site': 'same-site' },
    ])
      expect((await ask('POST', '/call/app.info', headers)).status).toBe(403);
    expect((await ask('POST', '/call/app.info', ours())).status).toBe(200);
  });

  it('a picture is not for the pages of others', async () => {
    const path = `/asset/${'0'.repeat(64)}`;
    expect((await ask('GET', path, { cookie, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await ask('GET', path, { cookie, origin: 'http://evil.example' })).status).toBe(403);
    expect((await ask('GET', path, { cookie })).status).toBe(404);
  });

  it('events need cookie, host and origin', async () => {
    const open = (headers: Record<string, string>) =>
      new Promise<boolean>((resolve) => {
        const socket = new WebSocket(`ws://127.0.0.1:${opened.host.port}/events`, { headers });
        socket.on('open', () => {
          socket.close();
          resolve(true);
        });
        socket.on('error', () => resolve(false));
      });
    expect(await open({ cookie, origin: origin() })).toBe(true);
    expect(await open({ origin: origin() })).toBe(false);
    expect(await open({ cookie })).toBe(false);
    expect(await open({ cookie, origin: 'http://evil.example' })).toBe(false);
    expect(await open({ cookie, origin: origin(), host: 'evil.example' })).toBe(false);
  });
});

describe('what is given out', () => {
  it('every answer carries the rules of the page', async () => {
    for (const path of ['/', '/nowhere', '/call/app.info']) {
      const { headers } = await ask('GET', path, { cookie });
      expect(headers['content-security-policy']).toMatch(/default-src 'none'; script-src 'self';/);
      expect(headers['content-security-policy']).not.toMatch(/script-src[^;]*unsafe/);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(headers['cross-origin-opener-policy']).toBe('same-origin');
      expect(headers['cross-origin-resource-policy']).toBe('same-origin');
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it.each([
    '/../package.json',
    '/assets/../../web-host.ts',
    '/%2e%2e/package.json',
    '/assets/..%2f..%2fweb-host.ts',
    '/assets/%2e%2e/web.html/x',
    '/web-host.ts',
    '//etc/passwd',
    '/asset/..%2f..%2fcatalog.db',
    '/asset/../catalog.db',
    '/asset/%00',
    '/download/..%2fcatalog.db',
    'http://evil.example/',
  ])('no file by the path %s', async (path) => {
    const { status, text } = await ask('GET', path, { cookie });
    expect([400, 403, 404]).toContain(status);
    expect(text).toBe('');
  });

  it('names of downloads are only names', () => {
    expect(disposition('王-été "x".jpg')).toBe(
      `attachment; filename="_-_t_ _x_.jpg"; filename*=UTF-8''%E7%8E%8B-%C3%A9t%C3%A9%20%22x%22.jpg`,
    );
    expect(disposition("a\r\nSet-Cookie: x'(1)")).not.toMatch(/[\r\n]/);
  });
});

describe('what is taken', () => {
  it.each([
    ['app.nothing', '{}', 'invalid-input'],
    ['__proto__', '{}', 'invalid-input'],
    ['toString', '{}', 'invalid-input'],
    ['clients.get', '{"id":"../../x"}', 'invalid-input'],
    ['clients.get', '{"id":"00000000-0000-4000-8000-000000000000"}', 'not-in-library'],
    ['clients.create', '{"name":"a","__proto__":{"x":1},"extra":1}', 'invalid-input'],
    ['garments.import', '{"uploads":["/etc/passwd"]}', 'invalid-input'],
    ['garments.import', '{"uploads":["00000000-0000-4000-8000-000000000000"]}', 'upload-gone'],
  ])('call %s with %s is refused as %s', async (name, body, code) => {
    const told = json(await ask('POST', `/call/${name}`, ours(), body));
    expect(told).toMatchObject({ ok: false, error: { code } });
    expect(told.error.message).not.toMatch(/\/tmp|\/home|node_modules/);
  });

  it('a call is JSON, and not without end', async () => {
    expect((await ask('POST', '/call/app.info', ours(), '{')).status).toBe(400);
    const form = { ...ours(), 'content-type': 'text/plain' };
    expect((await ask('POST', '/call/app.info', form, '{}')).status).toBe(415);
    const told = await ask('POST', '/call/app.info', { ...ours(), 'content-length': '40000000' }, ' ');
    expect(told.status).toBe(413);
    expect((await ask('PUT', '/call/app.info', ours(), '{}')).status).toBe(405);
  });

  it('a file is not too large and not empty, whatever it says of itself', async () => {
    const send = (headers: Record<string, string>, body: Uint8Array | string) =>
      ask('POST', '/upload?name=a.jpg', { ...ours(), ...headers }, body);
    const said = await send({}, new Uint8Array(100_001));
    expect(said.status).toBe(413);
    expect(json(said)).toMatchObject({ ok: false, error: { code: 'image-too-large' } });
    const chunked = await send({ 'transfer-encoding': 'chunked' }, new Uint8Array(300_000));
    expect(json(chunked)).toMatchObject({ ok: false, error: { code: 'image-too-large' } });
    expect(json(await send({}, ''))).toMatchObject({ ok: false, error: { code: 'file-empty' } });
    expect(json(await send({}, new Uint8Array(100_000)))).toMatchObject({
      ok: true,
      output: { bytes: 100_000 },
    });
  });

  it.each([
    ['../../../../etc/cron.d/x.jpg', 'x.jpg'],
    ['C:\\Windows\\x.jpg', 'x.jpg'],
    ['a\u202egpj.exe', 'a gpj.exe'],
    ['', 'picture'],
    ['con', 'con'],
    ['x'.repeat(5000), 'x'.repeat(200)],
  ])('the name %j is only a label', async (name, label) => {
    const path = `/upload?name=${encodeURIComponent(name)}`;
    const told = json(await ask('POST', path, ours(), 'not a picture'));
    expect(told).toMatchObject({ ok: true, output: { name: label, bytes: 13 } });
  });

  it('broken requests end their connection and nothing else', async () => {
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(opened.host.port, '127.0.0.1', () => socket.write('GARBAGE\r\n\r\n'));
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.on('close', () => resolve(text));
      socket.on('error', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1.1 400/);
    expect((await ask('POST', '/call/app.info', ours())).status).toBe(200);
  });
});

it('listens on this computer alone', async () => {
  const reached = await new Promise<boolean>((resolve) => {
    const socket = connect({ port: opened.host.port, host: '::1' });
    socket.on('connect', () => resolve(true));
    socket.on('error', () => resolve(false));
  });
  expect(reached).toBe(false);
});
