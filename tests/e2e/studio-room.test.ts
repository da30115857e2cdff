/** Studio: the real window in a real browser on the real core - from a photo to an exported file, and through trouble. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium, type Locator, type Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Look } from '../../src-main/contract/catalog/look.ts';
import { decodeRgba } from '../../src-main/engine/image/decode.ts';
import { encodeImage } from '../../src-main/engine/image/encode.ts';
import { byteRaster, type Raster } from '../../src-main/engine/image/raster.ts';
import { findBrowser, HEADLESS_FLAGS } from '../../src-main/hosts/launcher/browser.ts';
import { openWebHost, SAMPLES, type TestHost } from '../fixtures/web-host.ts';

const browserPath = findBrowser();
/** Longest a picture may take on a busy machine. */
const PATIENT = { timeout: 120_000 };

/** A picture of half the size, which takes a quarter of the time. */
function halved({ width, height, data }: Raster<Uint8Array>): Raster<Uint8Array> {
  const small = byteRaster(width >> 1, height >> 1, 4);
  for (let y = 0; y < small.height; y++)
    for (let x = 0; x < small.width; x++)
      for (let c = 0; c < 4; c++) {
        const at = (2 * y * width + 2 * x) * 4 + c;
        const sum = data[at] + data[at + 4] + data[at + 4 * width] + data[at + 4 * width + 4];
        small.data[(y * small.width + x) * 4 + c] = sum / 4;
      }
  return small;
}

describe.skipIf(!browserPath)('studio', () => {
  let host: TestHost;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    host = await openWebHost();
    await host.loadDemo();
    browser = await chromium.launch({ executablePath: browserPath!, args: HEADLESS_FLAGS });
    page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(60_000);
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (/content security policy|unique "key"|Maximum update/i.test(message.text()))
        complaints.push(message.text());
    });
    await page.goto(host.link);
    await page.getByRole('button', { name: 'Studio', exact: true }).click();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await host?.close();
  });

  const shown = () => page.locator('[data-shown]').first();
  const quality = (name: 'preview' | 'final') => page.locator(`[data-quality="${name}"]`).waitFor(PATIENT);
  /** Address of the finished picture on show. */
  const finished = async () => {
    await quality('final');
    return shown().getAttribute('src');
  };
  const garment = (name: RegExp) =>
    page.getByRole('list', { name: 'Garments' }).getByRole('button', { name }).first();
  const layer = (name: RegExp) => page.locator('[data-layer]').filter({ hasText: name });
  const middle = async (of: Locator) => {
    const box = (await of.boundingBox())!;
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  const drag = async (from: { x: number; y: number }, dx: number, dy: number, end = true) => {
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(from.x + dx / 2, from.y + dy / 2, { steps: 4 });
    await page.mouse.move(from.x + dx, from.y + dy, { steps: 4 });
    if (end) await page.mouse.up();
  };
  const take = async (key: string, tool: string) => {
    await page.keyboard.press(key);
    await page.locator(`[data-tool="${tool}"]`).waitFor();
  };
  /** The look on show, as the core has it once it has `applied` edits. */
  const look = async (applied?: number): Promise<Look> => {
    const { layout } = await host.ask('settings.get', undefined);
    const id = layout['studio.look'] as string;
    if (applied !== undefined)
      await expect.poll(async () => (await host.ask('looks.get', { id })).applied, PATIENT).toBe(applied);
    return host.ask('looks.get', { id });
  };

  it('imports a photo, dresses it, corrects it, goes back and forth, and exports what it shows', async () => {
    const sample = halved(await decodeRgba(await readFile(join(SAMPLES, 'clients', 'lena.jpg'))));
    const file = await encodeImage(sample, { format: 'png' });
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'new client.png', mimeType: 'image/png', buffer: file });
    await shown().waitFor();
    const bare = await finished();

    await garment(/Breton/).click();
    await layer(/Breton/).waitFor();
    // what completes the look, by its reason
    await page.getByRole('button', { name: 'Complete the look' }).click();
    const pieces = page.getByRole('list', { name: 'Pieces that go with the look' });
    await pieces.getByRole('button', { name: /^Glen check trousers \S/ }).click();
    await layer(/Glen check/).waitFor();
    await page.getByRole('button', { name: 'Complete the look' }).click();
    await page.locator('[data-quality]').waitFor(PATIENT);

    await take('p', 'pose');
    const wrist = page.locator('[data-handle="leftWrist"]');
    await drag(await middle(wrist), 12, -10);
    const joints = (await look(3)).document.pose;
    expect(Object.keys(joints)).toEqual(
      expect.arrayContaining(['leftElbow', 'leftWrist', 'leftIndex', 'leftThumb']),
    );
    expect(await wrist.getAttribute('aria-label')).toBe('Right wrist, corrected');

    await layer(/Breton/)
      .getByRole('button', { name: /Breton stripe tee/ })
      .first()
      .click();
    await take('n', 'pins');
    await drag(await middle(page.locator('[data-handle="hemC"]')), 0, 24);
    const [pin] = (await look(4)).document.layers.find((one) => one.pins.length)!.pins;
    expect(pin.landmark).toBe('hemC');

    await take('o', 'brush');
    const stage = await middle(page.locator('[data-tool]'));
    await drag({ x: stage.x - 40, y: stage.y - 60 }, 80, 20);
    const edited = await look(5);
    expect(edited.document.strokes).toHaveLength(1);
    expect(edited.document.strokes[0].points.length).toBeGreaterThan(6);
    await page.keyboard.press('Escape');
    const dressed = await finished();
    expect(dressed).not.toBe(bare);

    for (let n = 0; n < 5; n++) await page.keyboard.press('Control+z');
    const undone = await look(0);
    expect(undone.document).toMatchObject({ layers: [], pose: {}, strokes: [] });
    await expect.poll(finished, PATIENT).toBe(bare);

    for (let n = 0; n < 5; n++) await page.keyboard.press('Control+Shift+z');
    expect((await look(5)).document).toEqual(edited.document);
    await expect.poll(finished, PATIENT).toBe(dressed);

    await page.keyboard.press('Control+e');
    const dialog = page.getByRole('dialog', { name: 'Export' });
    await dialog.getByLabel('Format').first().click();
    await page.getByRole('option', { name: 'PNG' }).click();
    await dialog.getByLabel('File name').fill('{garments}');
    const name = 'Glen check trousers+Breton stripe tee.png';
    expect(await dialog.locator('[data-example]').textContent()).toBe(name);
    const [download] = await Promise.all([
      page.waitForEvent('download', PATIENT),
      dialog.getByRole('button', { name: 'Export' }).click(),
    ]);
    await dialog.waitFor({ state: 'hidden' });
    expect(download.suggestedFilename()).toBe(name);
    const exported = await decodeRgba(await readFile(await download.path()));
    const response = await page.request.get(new URL(dressed!, page.url()).href);
    const onShow = await decodeRgba(await response.body());
    expect([exported.width, exported.height]).toEqual([sample.width, sample.height]);
    expect([onShow.width, onShow.height]).toEqual([sample.width, sample.height]);
    let different = 0;
    let untouched = 0;
    for (let i = 0; i < sample.data.length; i += 4) {
      const off = (a: Uint8Array, b: Uint8Array) =>
        Math.max(...[0, 1, 2].map((c) => Math.abs(a[i + c] - b[i + c])));
      if (off(exported.data, onShow.data) > 24) different++;
      if (off(exported.data, sample.data) === 0) untouched++;
    }
    const pixels = sample.width * sample.height;
    // the picture on show may be compressed, the exported one is not
    expect(different / pixels).toBeLessThan(0.001);
    // the backdrop is the photo's own, the clothes are not
    expect(untouched / pixels).toBeGreaterThan(0.5);
    expect(untouched / pixels).toBeLessThan(0.95);
  }, 420_000);

  it('loses nothing but the drag under way when it is reloaded', async () => {
    const before = await look(5);
    await take('p', 'pose');
    await drag(await middle(page.locator('[data-handle="rightElbow"]')), -20, 10, false);
    await page.reload();
    await page.getByRole('button', { name: 'Studio', exact: true }).click();
    await layer(/Breton/).waitFor();
    expect(await look()).toEqual(before);
    expect(await page.locator('[aria-current="step"]').textContent()).toContain('Brushed in front');
    // and the history still leads back
    await page.keyboard.press('Control+z');
    expect((await look(4)).document.strokes).toEqual([]);
  });

  it('takes over what another window does, and puts its own edits on top', async () => {
    const { id, document } = await look(4);
    const layers = document.layers.map((one) => ({ ...one, opacity: 0.5 }));
    await host.ask('looks.edit', { id, label: 'elsewhere', document: { ...document, layers }, onto: 4 });
    await expect.poll(() => page.getByRole('textbox', { name: 'Opacity' }).inputValue(), PATIENT).toBe('50');
    const slider = page.locator('[data-slider="length"]').getByRole('slider');
    await slider.focus();
    for (let n = 0; n < 3; n++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    const lengths = async (): Promise<number[]> =>
      (await look()).document.layers.map((one) => one.sliders.length).sort();
    await expect.poll(lengths, PATIENT).toEqual([0, 0.13]);
    const { document: now, edits } = await look();
    // keys that follow each other quickly are one edit; on a busy computer they may be slower
    expect(edits).toBeGreaterThanOrEqual(6);
    expect(now.layers.map((one) => one.opacity)).toEqual([0.5, 0.5]);
  });

  it('shows the picture in the end although the engine dies while it is made', async () => {
    await finished();
    const { edits } = await look();
    let killed = 0;
    const stop = host.studio.on((event) => {
      if (event.type !== 'render' || killed) return;
      for (const pid of host.core.enginePids()) {
        process.kill(pid, 'SIGKILL');
        killed++;
      }
    });
    const old = await shown().getAttribute('src');
    await garment(/Terracotta/).click();
    await layer(/Terracotta/).waitFor();
    await expect.poll(() => killed, PATIENT).toBeGreaterThan(0);
    stop();
    await expect.poll(finished, PATIENT).not.toBe(old);
    expect(await page.locator('[role=alert]').count()).toBe(0);
    expect((await look(edits + 1)).document.layers).toHaveLength(2);
  }, 300_000);

  it('dresses a look without a picture when it is compared, and says what it shows until then', async () => {
    const { id } = await look();
    const twin = await host.ask('looks.duplicate', { id, name: 'Twin' });
    expect(await host.ask('looks.rendered', { id: twin.id, quality: 'preview' })).toBeNull();
    await page.getByRole('button', { name: 'Twin' }).first().waitFor();
    await page.getByRole('toolbar').getByRole('button', { name: 'Compare' }).click();
    const pane = page.getByRole('group', { name: 'Twin', exact: true });
    await pane.getByText('Still the photo alone').waitFor();
    await pane.getByText(/^\d+ %$/).waitFor(PATIENT);
    expect(await pane.getByRole('status').count()).toBe(0);
    const made = await host.ask('looks.rendered', { id: twin.id, quality: 'preview' });
    expect(await pane.locator('img').getAttribute('src')).toContain(made!.picture);
    // and the film strip has it, too
    const strip = page
      .getByRole('list', { name: 'Looks' })
      .getByRole('button', { name: 'Twin', exact: true });
    await expect.poll(() => strip.locator('img').getAttribute('src')).toContain(made!.picture);
    await page.keyboard.press('Escape');
  }, 180_000);

  it('has thrown no errors on the way', () => {
    expect(complaints).toEqual([]);
  });
});
