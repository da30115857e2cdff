/**
 * The desktop app's page in a real browser: built as for Electron, answered by the app's own protocol with its own content
 * policy, over a bridge like the preload's to a real core. What is missing to the whole is Electron.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type Browser, chromium, type Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DesktopBridge } from '../../src-main/contract/bridge.ts';
import type { StudioEvent } from '../../src-main/contract/calls/index.ts';
import { silentLog } from '../../src-main/contract/log.ts';
import { MENU_COMMANDS } from '../../src-main/hosts/electron/menu.ts';
import { openStudio } from '../../src-main/hosts/electron/open-studio.ts';
import { answerRequest } from '../../src-main/hosts/electron/protocol.ts';
import { findBrowser, HEADLESS_FLAGS } from '../../src-main/hosts/launcher/browser.ts';
import { buildDesktop } from '../../src-main/hosts/launcher/desktop-build.ts';
import { forkEngine } from '../../src-main/services/engine-child.ts';
import { MODELS, RESOURCES, ROOT, SAMPLES } from '../fixtures/web-host.ts';

const browserPath = findBrowser();

/** Runs in the page: a bridge whose other end is the test. */
function installBridge(): void {
  const handlers = new Set<(event: StudioEvent) => void>();
  const outside = window as unknown as {
    callApp(name: string, input: unknown): Promise<never>;
    listening(): void;
  };
  const bridge: DesktopBridge = {
    call: (name, input) => outside.callApp(name, input),
    onEvent: (handler) => {
      handlers.add(handler);
      outside.listening();
      return () => handlers.delete(handler);
    },
    upload: async () => ({ ok: false, error: { code: 'internal', message: 'not in this test' } }),
    dragOut: () => {},
  };
  Object.assign(window, {
    toile: bridge,
    hear: (event: StudioEvent) => {
      for (const handler of handlers) handler(event);
    },
  });
}

describe.skipIf(!browserPath)('the page of the desktop app', () => {
  const complaints: string[] = [];
  const strangers: string[] = [];
  let studio: ReturnType<typeof openStudio>;
  let browser: Browser;
  let page: Page;
  let folder: string;
  let server: ReturnType<typeof createServer>;
  let listens = 0;
  const tell = (event: StudioEvent) =>
    page.evaluate((e) => (window as unknown as { hear(event: unknown): void }).hear(e), event);
  const room = (name: string) =>
    page.getByRole('navigation', { name: 'Rooms' }).getByRole('button', { name, exact: true });

  const dialogs = () => page.getByRole('dialog').count();
  const closeDialogs = () =>
    expect
      .poll(async () => {
        if ((await dialogs()) > 0) await page.keyboard.press('Escape');
        return dialogs();
      })
      .toBe(0);

  beforeAll(async () => {
    buildDesktop(ROOT.replace(/\/$/, ''));
    folder = await mkdtemp(join(tmpdir(), 'toile-desktop-page-'));
    studio = openStudio({
      dataDir: folder,
      modelsDir: MODELS,
      packagesDir: join(ROOT, 'node_modules'),
      resourcesDir: RESOURCES,
      locale: 'en-GB',
      version: '0.0.0',
      log: silentLog,
      spawn: forkEngine,
      saveFile: async () => false,
      chooseFolder: async () => undefined,
      openFolder: async () => {},
    });
    server = createServer(async (request, response) => {
      const answer = await answerRequest(
        { url: `toile://app${request.url}`, method: request.method ?? 'GET' },
        { rendererDir: join(ROOT, 'out', 'renderer'), source: studio },
      );
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      if (answer.body) Readable.fromWeb(answer.body as never).pipe(response);
      else response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await chromium.launch({ executablePath: browserPath!, args: HEADLESS_FLAGS });
    page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1440, height: 900 } });
    page.setDefaultTimeout(20_000);
    page.on('request', (request) => {
      if (!request.url().startsWith(origin) && !/^(data|blob):/.test(request.url()))
        strangers.push(request.url());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) complaints.push(message.text());
    });
    await page.exposeFunction('callApp', (name: string, input: unknown) =>
      studio.call(name, input ?? undefined),
    );
    await page.exposeFunction('listening', () => void listens++);
    await page.addInitScript(installBridge);
    studio.on((event) => void tell(event).catch(() => {}));
    await page.goto(`${origin}/`);
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    server?.close();
    await studio?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  it('shows the rooms and hears events', async () => {
    await room('Library').waitFor();
    await expect.poll(() => listens).toBeGreaterThan(0);
  });

  it('runs every command the native menu offers', async () => {
    const rooms = {
      'general.clients': 'Clients',
      'general.studio': 'Studio',
      'general.batch': 'Batch',
      'general.library': 'Library',
    };
    for (const [command, name] of Object.entries(rooms)) {
      await tell({ type: 'command', command });
      await expect.poll(() => room(name).getAttribute('aria-current')).not.toBeNull();
    }
    await tell({ type: 'command', command: 'general.palette' });
    await page.getByPlaceholder('Search or run a command').last().waitFor();
    await closeDialogs();
    for (const command of ['general.keys', 'general.settings']) {
      await tell({ type: 'command', command });
      await expect.poll(dialogs).toBe(1);
      await closeDialogs();
    }
    const light = () => page.getByRole('banner').evaluate((bar) => Number(getComputedStyle(bar).opacity));
    await tell({ type: 'command', command: 'general.dim' });
    await expect.poll(light).toBeLessThan(0.5);
    await tell({ type: 'command', command: 'general.dim' });
    await expect.poll(light).toBe(1);
    await tell({ type: 'command', command: 'general.library' });
    await tell({ type: 'command', command: 'general.export' });
    await page.getByText('Open a look in the studio').first().waitFor();
    const search = page
      .getByRole('searchbox')
      .or(page.getByPlaceholder(/^Search garments/))
      .first();
    await search.fill('');
    await search.press('a');
    await tell({ type: 'command', command: 'general.undo' });
    await expect.poll(() => search.inputValue()).toBe('');
    await tell({ type: 'command', command: 'general.redo' });
    await expect.poll(() => search.inputValue()).toBe('a');
    await search.fill('');
    const driven = [
      ...Object.keys(rooms),
      'general.palette',
      'general.keys',
      'general.settings',
      'general.panels',
      'general.dim',
      'general.export',
      'general.undo',
      'general.redo',
    ];
    expect(Object.keys(MENU_COMMANDS).toSorted()).toEqual(driven.toSorted());
  });

  it('imports what was opened with the app and shows its picture', async () => {
    const upload = await studio.upload(join(SAMPLES, 'garments', 'tee-breton.jpg'), 'breton tee.jpg');
    await tell({ type: 'opened', uploads: [{ token: upload.token, name: upload.name }] });
    const picture = page.getByRole('main').locator('img[src*="/asset/"]').first();
    await picture.waitFor({ timeout: 60_000 });
    await expect
      .poll(() => picture.evaluate((img) => (img as HTMLImageElement).naturalWidth), { timeout: 20_000 })
      .toBeGreaterThan(100);
    expect(await picture.getAttribute('src')).toMatch(/\/asset\/[0-9a-f]{64}\?size=(256|1024)$/);
  });

  it('asks nobody but the app, and keeps to the content policy', () => {
    expect(strangers).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
