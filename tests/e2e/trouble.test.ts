/** What comes from outside and what goes wrong, in a real browser on the real core: the clipboard, folders, photos that are not as wished, a lost connection, a room that breaks. */

import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WebSocketRoute } from '@playwright/test';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Photo } from '../../src-main/contract/catalog/client.ts';
import type { CatalogGarment } from '../../src-main/contract/catalog/garment.ts';
import type { Look } from '../../src-main/contract/catalog/look.ts';
import { findBrowser } from '../../src-main/hosts/launcher/browser.ts';
import { SAMPLES } from '../fixtures/web-host.ts';
import { type AppWindow, openApp } from './app-window.ts';

const browser = findBrowser();
/** Longest the engine may take on a busy machine. */
const PATIENT = { timeout: 120_000 };
const sample = (kind: 'clients' | 'garments', name: string) => join(SAMPLES, kind, name);

describe.skipIf(!browser)('window', () => {
  let app: AppWindow;
  beforeAll(async () => {
    app = await openApp(browser!);
  }, 180_000);
  afterAll(() => app?.close());

  const button = (name: string | RegExp) => app.page.getByRole('button', { name, exact: true });
  const garments = async () =>
    (await app.ask<{ garments: CatalogGarment[] }>('garments.search', { query: {} })).garments;
  const room = (name: string) =>
    app.page.getByRole('navigation', { name: 'Rooms' }).getByRole('button', { name }).click();
  const client = async (name: string) => {
    const { id } = await app.ask<{ id: string }>('clients.create', { name });
    return id;
  };
  /** A photo in the library, past the window. */
  const photo = async (file: string, clientId: string): Promise<Photo> => {
    const { token } = await app.host.studio.upload(file, file);
    const job = await app.ask<{ id: string }>('photos.import', { uploads: [token], clientId });
    const { items } = await app.host.ended(job.id);
    return app.ask('photos.get', { id: items[0].id });
  };
  const open = async (clientName: string, look: RegExp) => {
    await room('Clients');
    await button(new RegExp(`^${clientName}`)).click();
    await app.page.getByRole('heading', { name: clientName, level: 1 }).waitFor();
    await button(look).click();
    await app.page.locator('main[data-room="studio"]').waitFor();
  };

  it('takes a picture from the clipboard into the library', async () => {
    await app.page.getByText('Load the demo boutique').waitFor();
    await app.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const png = await sharp(sample('garments', 'tee-breton.jpg')).png().toBuffer();
    await app.page.evaluate(async (bytes) => {
      const blob = new Blob([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], { type: 'image/png' });
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
    }, png.toString('base64'));
    await app.page.keyboard.press('Control+v');
    await app.page.getByRole('option').first().waitFor(PATIENT);
    expect(await garments()).toHaveLength(1);
  });

  it('takes the pictures of a folder, those in folders inside it too, and nothing else', async () => {
    const folder = join(app.host.folder, 'season');
    mkdirSync(join(folder, 'inside'), { recursive: true });
    cpSync(sample('garments', 'dress-floral.jpg'), join(folder, 'dress.jpg'));
    cpSync(sample('garments', 'trousers-check.jpg'), join(folder, 'inside', 'jeans.jpg'));
    writeFileSync(join(folder, 'list.txt'), 'no picture');
    await room('Library');
    await button('Import').click();
    const chooser = app.page.waitForEvent('filechooser');
    await app.page.getByRole('menuitem', { name: 'A folder …' }).click();
    await (await chooser).setFiles(folder);
    await expect.poll(async () => (await garments()).length, PATIENT).toBe(3);
    expect((await garments()).map(({ fileName }) => fileName)).toEqual(
      expect.arrayContaining(['dress.jpg', 'jeans.jpg']),
    );
  });

  it('takes pictures dropped where no room takes them into the library, and shows it', async () => {
    await room('Clients');
    await app.page.getByText('New client').first().waitFor();
    const bytes = await sharp(sample('garments', 'tee-breton.jpg')).rotate(180).jpeg().toBuffer();
    const data = await app.page.evaluateHandle((text) => {
      const transfer = new DataTransfer();
      const file = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
      transfer.items.add(new File([file], 'upside-down.jpg', { type: 'image/jpeg' }));
      return transfer;
    }, bytes.toString('base64'));
    await app.page.dispatchEvent('body', 'drop', { dataTransfer: data });
    await app.page.locator('main[data-room="library"]').waitFor();
    await expect
      .poll(async () => (await garments()).map(({ fileName }) => fileName), PATIENT)
      .toContain('upside-down.jpg');
  });

  it('lets one choose who is dressed in a photo of two', { timeout: 240_000 }, async () => {
    const [left, right] = await Promise.all(
      ['lena.jpg', 'kenji.jpg'].map((name) =>
        sharp(sample('clients', name)).resize({ height: 1000 }).toBuffer({ resolveWithObject: true }),
      ),
    );
    const file = join(app.host.folder, 'two.jpg');
    await sharp({
      create: {
        width: left.info.width + right.info.width,
        height: 1000,
        channels: 3,
        background: '#888',
      },
    })
      .composite([
        { input: left.data, left: 0, top: 0 },
        { input: right.data, left: left.info.width, top: 0 },
      ])
      .jpeg()
      .toFile(file);
    const { id: photoId } = await photo(file, await client('Two'));
    const look = await app.ask<Look>('looks.create', { document: { format: 1, photoId }, name: 'both' });
    await open('Two', /^Open .*both/);
    // there once the look is open
    await app.page.locator('[data-picture]').waitFor();
    await app.page.keyboard.press('Control+k');
    await app.page.getByPlaceholder('Search or run a command').last().fill('Choose the person to dress');
    await app.page.getByRole('dialog').getByText('Choose the person to dress').click();
    const people = app.page.getByRole('button', { name: /^Person \d/ });
    await people.nth(1).waitFor(PATIENT);
    expect(await people.count()).toBe(2);
    const boxes = await Promise.all([0, 1].map((k) => people.nth(k).boundingBox()));
    expect(Math.abs(boxes[0]!.x - boxes[1]!.x)).toBeGreaterThan(100);
    const other = people.and(app.page.locator('[aria-pressed="false"]'));
    const number = Number(/\d+/.exec((await other.textContent()) ?? '')?.[0]);
    await other.click();
    await people.first().waitFor({ state: 'hidden' });
    await expect
      .poll(async () => (await app.ask<Look>('looks.get', { id: look.id })).document.subject)
      .toBe(number);
  });

  it('offers another photo where nobody is in this one', { timeout: 240_000 }, async () => {
    const file = join(app.host.folder, 'wall.jpg');
    await sharp({ create: { width: 800, height: 1000, channels: 3, background: '#9a8f80' } })
      .jpeg()
      .toFile(file);
    const clientId = await client('Nobody there');
    const { id: photoId } = await photo(file, clientId);
    await photo(sample('clients', 'lena.jpg'), clientId);
    const [{ id: garmentId }] = await garments();
    await app.ask('looks.create', {
      document: { format: 1, photoId, layers: [{ id: crypto.randomUUID(), garmentId }] },
      name: 'bare',
    });
    await open('Nobody there', /^Open .*bare/);
    await app.page.getByText('No person was found in the photo').first().waitFor(PATIENT);
    await button('Choose another photo').click();
    await app.page.getByRole('button', { name: 'lena.jpg', exact: true }).click();
    await app.page.getByText('No person was found in the photo').first().waitFor({ state: 'hidden' });
  });

  it('says that the connection is lost, and reads everything again once it is back', async () => {
    const sockets: WebSocketRoute[] = [];
    let down = false;
    await app.page.routeWebSocket(/\/events$/, (socket) => {
      if (down) return void socket.close();
      socket.connectToServer();
      sockets.push(socket);
    });
    await app.page.reload();
    await room('Clients');
    await app.page.getByText('Nobody there').first().waitFor();
    await expect.poll(() => sockets.length).toBeGreaterThan(0);
    down = true;
    for (const socket of sockets.splice(0)) await socket.close();
    const lost = app.page.getByText('Toile does not answer.');
    await lost.waitFor();
    await client('Made meanwhile');
    expect(await app.page.getByText('Made meanwhile').count()).toBe(0);
    down = false;
    await lost.waitFor({ state: 'hidden' });
    await app.page.getByText('Made meanwhile').first().waitFor();
    // and events are heard again
    await client('Made afterwards');
    await app.page.getByText('Made afterwards').first().waitFor();
  });

  it('keeps the window when a room breaks, and opens the room again', async () => {
    const broken = /\/call\/garments\.facets$/;
    await app.page.route(broken, (route) =>
      route.fulfill({ json: { ok: true, output: { categories: 'not a list' } } }),
    );
    await room('Library');
    const error = app.page.getByRole('main').getByRole('alert');
    await error.waitFor();
    await room('Clients');
    await app.page.getByRole('heading', { level: 1 }).waitFor();
    expect(await error.count()).toBe(0);
    await room('Library');
    await error.waitFor();
    await app.page.unroute(broken);
    await error.getByRole('button', { name: 'Try again' }).click();
    await app.page.getByRole('option').first().waitFor();
    expect(await error.count()).toBe(0);
  });

  it('says which garments could not be read, and reads them when asked to', async () => {
    const page = /\/call\/garments\.search$/;
    await app.page.route(page, (route) => route.abort());
    await app.page.reload();
    const error = app.page.getByRole('main').getByRole('alert');
    const missed = app.page.getByRole('option', { name: 'Could not be read' });
    await missed.first().waitFor();
    await error.waitFor();
    await missed.first().click();
    await missed.first().waitFor();
    await app.page.unroute(page);
    await error.getByRole('button', { name: 'Try again' }).click();
    await app.page.getByRole('option').locator('img').first().waitFor();
    expect(await missed.count()).toBe(0);
    expect(await error.count()).toBe(0);
  });

  it('reads a room anew that could not be read, and goes on in it', async () => {
    let refused = 0;
    const part = /\/studio-room-[^/]*\.js$/;
    await app.page.route(part, (route) => {
      refused++;
      return route.abort();
    });
    await app.page.reload();
    await room('Studio');
    const error = app.page.getByRole('main').getByRole('alert');
    await error.waitFor();
    expect(refused).toBeGreaterThan(0);
    await app.page.unroute(part);
    await error.getByRole('button', { name: 'Try again' }).click();
    await app.page.locator('main[data-room="studio"]').waitFor();
    await app.page.getByRole('list', { name: 'Garments' }).waitFor();
    expect(await error.count()).toBe(0);
  });

  it('reads the scene in 3D anew that could not be read, and goes on in 3D', async () => {
    const part = /\/scene-view-[^/]*\.js$/;
    await app.page.route(part, (route) => route.abort());
    await open('Two', /^Open .*both/);
    await app.page.locator('[data-picture]').first().waitFor();
    await app.page.keyboard.press('3');
    const error = app.page.locator('[data-code="part-unread"]');
    await error.waitFor();
    await app.ask('settings.set', { language: 'zh-CN' });
    await error.getByText('无法载入').waitFor();
    expect(await error.locator('p').allTextContents()).not.toContainEqual(
      expect.stringMatching(/\b[a-z]{4,}\b/),
    );
    await app.ask('settings.set', { language: 'en' });
    await app.page.unroute(part);
    await error.getByRole('button', { name: 'Try again' }).click();
    const in3d = app.page.locator('[data-visible]').filter({ has: app.page.locator('canvas, [role=alert]') });
    await in3d.waitFor();
    expect(await error.count()).toBe(0);
    await app.page.keyboard.press('3');
    await app.page.locator('[data-picture]').first().waitFor();
  });

  it('asks nobody but its own host', () => {
    expect(app.strangers).toEqual([]);
  });
});
