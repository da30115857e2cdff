/** `toile serve` as a command: its address, a second one beside it, its end; and what becomes of windows meanwhile. */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { startWebHost, type WebHost } from '../../src-main/hosts/web/host.ts';
import { builtPages } from '../../src-main/hosts/web/pages.ts';
import type { Studio } from '../../src-main/services/app/studio.ts';
import { createHttpClient } from '../../src-renderer/client/http.ts';
import { ROOT } from '../fixtures/web-host.ts';

let folder: string;
const children: ChildProcess[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'toile-serve-'));
  await builtPages(ROOT, join(ROOT, '.toile', 'renderer'));
});
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

interface Started {
  child: ChildProcess;
  told: { url: string; port: number; readOnly: boolean };
  code: Promise<number | null>;
}

function command(...args: string[]): Promise<Started> {
  const line = ['src-main/hosts/cli/main.ts', 'serve', '--data-dir', folder, '--no-open', '--json', ...args];
  const child = spawn(process.execPath, line, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  const code = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk) => {
      text += chunk;
      try {
        const told = JSON.parse(text);
        if (told.url) resolve({ child, told, code });
      } catch {}
    });
    code.then((ended) => reject(new Error(`ended with ${ended}: ${text}`)));
  });
}

describe.skipIf(process.platform === 'win32')('toile serve', () => {
  it('prints an address; a second one only reads; Ctrl-C ends each cleanly', async () => {
    const first = await command();
    expect(first.told).toMatchObject({
      readOnly: false,
      url: expect.stringContaining(`:${first.told.port}/open/`),
    });
    const second = await command();
    expect(second.told.readOnly).toBe(true);
    const entered = await fetch(first.told.url);
    const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect((await fetch(`http://127.0.0.1:${first.told.port}/`, { headers: { cookie } })).status).toBe(200);
    // The session of one is nothing to the other.
    expect((await fetch(`http://127.0.0.1:${second.told.port}/`, { headers: { cookie } })).status).toBe(401);
    // A window that listens does not hold the end up.
    const headers = { cookie, origin: `http://127.0.0.1:${first.told.port}` };
    const socket = new WebSocket(`ws://127.0.0.1:${first.told.port}/events`, { headers });
    await new Promise((resolve) => socket.once('open', resolve));
    const left = new Promise((resolve) => socket.once('close', resolve));
    first.child.kill('SIGINT');
    second.child.kill('SIGTERM');
    expect(await first.code).toBe(0);
    expect(await second.code).toBe(0);
    expect(await left).toBe(1001);
    // The library is free again.
    const third = await command();
    expect(third.told.readOnly).toBe(false);
    third.child.kill('SIGINT');
    expect(await third.code).toBe(0);
  });

  it('says that a port is taken', async () => {
    const first = await command();
    await expect(command('--port', String(first.told.port))).rejects.toThrow(/ended with 5.*in use/s);
    first.child.kill('SIGINT');
    await first.code;
  });
});

describe('windows', () => {
  const silent = { on: () => () => {} } as unknown as Studio;
  const pages = { folder: join(ROOT, 'tests', 'fixtures', 'small-pages'), index: 'web.html' };
  const open = (port: number, heartbeatMs = 60_000): Promise<WebHost> =>
    startWebHost({ studio: silent, pages, fileBytes: 1000, port, heartbeatMs });
  const enter = async (host: WebHost): Promise<Record<string, string>> => ({
    cookie: (await fetch(host.newLink())).headers.get('set-cookie')?.split(';')[0] ?? '',
    origin: host.origin,
  });

  it('that give no sign of life are let go', async () => {
    const host = await open(0, 50);
    const headers = await enter(host);
    const url = `ws://127.0.0.1:${host.port}/events`;
    const [alive, dead] = [true, false].map((autoPong) => new WebSocket(url, { headers, autoPong }));
    await new Promise((resolve) => dead.once('close', resolve));
    expect(alive.readyState).toBe(WebSocket.OPEN);
    await host.close();
  });

  it('find a connection closed that they opened ahead of time, instead of an answer to what they did not ask yet', async () => {
    const host = await startWebHost({ studio: silent, pages, fileBytes: 1000, headersMs: 100 });
    const heard = await new Promise<string>((resolve, reject) => {
      let text = '';
      const socket = connect(host.port, '127.0.0.1');
      socket.setEncoding('utf8');
      socket.on('data', (chunk) => (text += chunk));
      socket.on('error', reject);
      socket.on('close', () => resolve(text));
    });
    expect(heard).toBe('');
    await host.close();
  });

  it('connect again by themselves and say so', async () => {
    let host = await open(0);
    const { port, origin } = host;
    let headers = await enter(host);
    const client = createHttpClient({
      origin,
      fetch: () => Promise.reject(new TypeError('not used')),
      socket: (url) => new WebSocket(url, { headers }) as unknown as globalThis.WebSocket,
      send: () => Promise.reject(new TypeError('not used')),
    });
    const told: boolean[] = [];
    const stop = client.onConnection((connected) => told.push(connected));
    await expect.poll(() => told).toEqual([true]);
    await host.close();
    await expect.poll(() => told).toEqual([true, false]);
    await expect(client.call('app.info')).rejects.toMatchObject({ code: 'unreachable' });
    host = await open(port);
    headers = await enter(host);
    await expect.poll(() => told, { timeout: 10_000 }).toEqual([true, false, true]);
    stop();
    client.close();
    await host.close();
  });
});
