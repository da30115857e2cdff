/**
 * The whole desktop app in Electron: start, import, try-on, and that the window is as locked down as it says. Runs where
 * Electron's program is there.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../../src-main/contract/bridge.ts';
import type { CallInput, CallName, CallOutput } from '../../src-main/contract/calls/index.ts';
import { buildDesktop } from '../../src-main/hosts/launcher/desktop-build.ts';
import { findElectron } from '../../src-main/hosts/launcher/electron.ts';
import { ROOT, SAMPLES } from '../fixtures/web-host.ts';

const root = ROOT.replace(/\/$/, '');
const electron = findElectron(root);
/** A screen is needed as well; on Linux run this under one, or under xvfb-run. */
const screen = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
const skipped = !electron ? 'skipped: no Electron binary' : screen ? undefined : 'skipped: no screen';
if (skipped) console.log(`tests/e2e/electron: ${skipped}`);

describe.skipIf(skipped !== undefined)(`the desktop app in Electron${skipped ? ` (${skipped})` : ''}`, () => {
  let app: ElectronApplication;
  let page: Page;
  let data: string;

  /** Asks the core by the window's own bridge. @throws Error with the code it answers */
  async function ask<C extends CallName>(name: C, input?: CallInput<C>): Promise<CallOutput<C>> {
    const answer = await page.evaluate(
      ([call, given]) => window.toile?.call(call as CallName, given as never) as Promise<Answer>,
      [name, input] as const,
    );
    if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
    return answer.output as CallOutput<C>;
  }
  const room = (name: string) =>
    page.getByRole('navigation', { name: 'Rooms' }).getByRole('button', { name, exact: true });

  beforeAll(async () => {
    buildDesktop(root);
    data = await mkdtemp(join(tmpdir(), 'toile-electron-'));
    const asRoot = process.platform === 'linux' && process.getuid?.() === 0;
    app = await _electron.launch({
      executablePath: electron!.program,
      args: [...(asRoot ? ['--no-sandbox'] : []), root, join(SAMPLES, 'garments', 'tee-breton.jpg')],
      env: { ...(process.env as Record<string, string>), TOILE_DATA_DIR: data, TOILE_NODE: process.execPath },
    });
    page = await app.firstWindow();
    page.setDefaultTimeout(60_000);
  }, 180_000);
  afterAll(async () => {
    await app?.close();
    if (data) await rm(data, { recursive: true, force: true });
  });

  it('starts with its rooms, as the desktop', async () => {
    await room('Library').waitFor();
    expect(await ask('app.info')).toMatchObject({
      host: 'desktop',
      can: { saveDialog: true, dragOut: true },
      readOnly: false,
    });
  });

  it('imports the picture it was opened with, and shows it', async () => {
    const picture = page.getByRole('main').locator('img[src*="/asset/"]').first();
    await picture.waitFor();
    await expect
      .poll(() => picture.evaluate((img) => (img as HTMLImageElement).naturalWidth), { timeout: 60_000 })
      .toBeGreaterThan(100);
  });

  it('dresses a client', async () => {
    const job = await ask('app.loadDemo');
    await expect
      .poll(async () => (await ask('jobs.get', { id: job.id })).state, { timeout: 170_000, interval: 500 })
      .toBe('done');
    const [card] = await ask('clients.list', {});
    const [photo] = await ask('photos.list', { clientId: card.client.id });
    const { garments } = await ask('garments.search', { query: {} });
    const look = await ask('looks.create', {
      document: {
        format: 1,
        photoId: photo.id,
        layers: [{ id: crypto.randomUUID(), garmentId: garments[0].id }],
      },
    });
    const rendered = await ask('looks.render', {
      id: look.id,
      quality: 'preview',
      ticket: crypto.randomUUID(),
    });
    expect(rendered.confidence).toBeGreaterThan(0.3);
    const status = await page.evaluate(
      async (hash) => (await fetch(`/asset/${hash}`)).status,
      rendered.picture,
    );
    expect(status).toBe(200);
  }, 240_000);

  it('gives the page nothing of Node or Electron, and no way out', async () => {
    const seen = await page.evaluate(async () => {
      const outside = await fetch('https://example.com/').then(
        () => 'reached',
        () => 'refused',
      );
      const opened = window.open('https://example.com/');
      const camera = await (navigator.mediaDevices?.getUserMedia({ video: true }) ?? Promise.reject()).then(
        () => 'granted',
        () => 'refused',
      );
      return {
        require: typeof (globalThis as { require?: unknown }).require,
        process: typeof (globalThis as { process?: unknown }).process,
        bridge: Object.keys(window.toile ?? {}).sort(),
        outside,
        opened: opened === null,
        camera,
      };
    });
    expect(seen).toEqual({
      require: 'undefined',
      process: 'undefined',
      bridge: ['call', 'dragOut', 'onEvent', 'upload'],
      outside: 'refused',
      opened: true,
      camera: 'refused',
    });
    const preferences = await app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      const contents = window.webContents as unknown as { getLastWebPreferences(): object };
      return { ...contents.getLastWebPreferences() };
    });
    expect(preferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false });
    await page.evaluate(() => {
      window.location.href = 'https://example.com/';
    });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(page.url()).toBe('toile://app/index.html');
  });
});
