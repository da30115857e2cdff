/** Window: the built renderer in a real browser, with a bridge that answers as a test tells it to. */

import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from '@playwright/test';
import react from '@vitejs/plugin-react';
import { build } from 'vite';
import { CONTENT_POLICY } from '../../src-main/hosts/content-policy.ts';
import { HEADLESS_FLAGS } from '../../src-main/hosts/launcher/browser.ts';

/** Only the app registers the scheme as one with hosts; to a plain browser such an address has no host to match. */
const POLICY = CONTENT_POLICY.replace('blob: data:', 'blob: data: toile:');

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

/** What the page may do with its fake bridge; installed before the page's own scripts run. */
export interface FakeBridge {
  /** Every call so far, in order. */
  calls: [call: string, input: unknown][];
  /** Answers the try-on under way. */
  answer(value: unknown): void;
  /** Tells the page how far the try-on is. */
  progress(fraction: number): void;
}

/** Runs in the page. */
function installBridge(): void {
  const listeners = new Set<(progress: { stage: string; fraction: number }) => void>();
  let resolveTryOn: (value: unknown) => void = () => {};
  const token = (n: number): string => `00000000-0000-4000-8000-00000000000${n}`;
  const fake: FakeBridge = {
    calls: [],
    answer: (value) => resolveTryOn(value),
    progress: (fraction) => {
      for (const listener of listeners) listener({ stage: 'composite', fraction });
    },
  };
  const bridge = {
    call: async (call: string, input: unknown): Promise<unknown> => {
      fake.calls.push([call, input]);
      if (call === 'pickPerson') return { token: token(1), name: 'anna.jpg' };
      if (call === 'pickGarments') return [{ token: token(2), name: 'blouse.jpg' }];
      if (call === 'tryOn') {
        return new Promise((resolve) => {
          resolveTryOn = resolve;
        });
      }
      if (call === 'cancel') {
        resolveTryOn({ ok: false, failure: { code: 'cancelled', message: 'The try-on was cancelled.' } });
        return undefined;
      }
      return true;
    },
    onProgress: (handler: (progress: { stage: string; fraction: number }) => void) => {
      listeners.add(handler);
      return () => listeners.delete(handler);
    },
  };
  Object.assign(window, { toile: bridge, fake });
}

export interface TestWindow {
  page: Page;
  /** Addresses asked for outside the page's own origin and the app's picture scheme. */
  strangers: string[];
  /** What the page complained about: script errors and refusals by its content policy. */
  complaints: string[];
  close(): Promise<void>;
}

/** Builds the renderer, serves it under the app's own content policy, and opens it. */
export async function openWindow(browserPath: string): Promise<TestWindow> {
  const out = await mkdtemp(join(tmpdir(), 'toile-window-'));
  await build({
    configFile: false,
    root: fileURLToPath(new URL('../../src-renderer', import.meta.url)),
    plugins: [react()],
    build: { outDir: out, emptyOutDir: true },
    logLevel: 'error',
  });
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname));
    const file = join(out, path === '/' ? 'index.html' : path);
    if (!file.startsWith(out) || !existsSync(file)) return void response.writeHead(404).end();
    response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
    response.setHeader('content-security-policy', POLICY);
    response.end(await readFile(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const browser = await chromium.launch({ executablePath: browserPath, args: HEADLESS_FLAGS });
  const page = await browser.newPage({ locale: 'en-GB' });
  const strangers: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith('toile://picture/')) strangers.push(url);
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) complaints.push(message.text());
  });
  await page.addInitScript(installBridge);
  await page.goto(`${origin}/`);
  return {
    page,
    strangers,
    complaints,
    close: async () => {
      await browser.close();
      server.close();
      await rm(out, { recursive: true, force: true });
    },
  };
}
