/** 3D preview: the real window in a real browser with software graphics on the real core. */

import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallOutput } from '../../src-main/contract/calls/index.ts';
import type { Client } from '../../src-main/contract/catalog/client.ts';
import { decodeRgba } from '../../src-main/engine/image/decode.ts';
import { findBrowser, HEADLESS_FLAGS, SOFTWARE_GL_FLAGS } from '../../src-main/hosts/launcher/browser.ts';
import { LONG } from '../fixtures/long.ts';
import { openWebHost, type TestHost } from '../fixtures/web-host.ts';
import { openStudioOf } from './app-window.ts';

const browserPath = findBrowser();
/** Longest anything may take on a busy machine. */
const PATIENT = { timeout: 180_000 };

describe.skipIf(!browserPath)('3D preview', () => {
  let host: TestHost;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let lena: Client;
  const complaints: string[] = [];
  /** Newest answer about a body that is no draft. */
  let body: CallOutput<'body.shape'> | undefined;

  beforeAll(async () => {
    host = await openWebHost();
    await host.loadDemo();
    await host.ask('settings.set', { layout: { 'preview3d.quick': true } });
    const cards = await host.ask('clients.list', { text: 'Lena', page: { limit: 1 } });
    lena = cards[0].client;
    browser = await chromium.launch({
      executablePath: browserPath!,
      args: [...HEADLESS_FLAGS, ...SOFTWARE_GL_FLAGS],
    });
    context = await browser.newContext({ locale: 'en-GB', viewport: { width: 900, height: 600 } });
    page = await watched(host.link);
    await openStudioOf(page, /^Lena/);
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await host?.close();
  });

  async function watched(link: string, before?: () => void): Promise<Page> {
    const opened = await context.newPage();
    opened.setDefaultTimeout(90_000);
    if (before) await opened.addInitScript(before);
    opened.on('pageerror', (error) => complaints.push(error.message));
    opened.on('console', (message) => {
      if (
        /content security policy|unique "key"|Maximum update|active WebGL contexts|GL_INVALID|THREE\.WebGL(?!Renderer: Context Lost)/i.test(
          message.text(),
        )
      )
        complaints.push(message.text());
    });
    opened.on('response', async (response) => {
      if (!response.url().endsWith('/call/body.shape')) return;
      const asked = response.request().postDataJSON();
      const answer = await response.json().catch(() => undefined);
      if (answer?.ok && !asked.live) body = answer.output;
    });
    await opened.goto(link);
    return opened;
  }
  const canvas = () => page.locator('canvas[data-state]');
  /** Waits for the finished picture of whatever is asked for. */
  const still = async () => {
    await expect
      .poll(
        async () =>
          (await canvas().getAttribute('data-state')) === 'still' &&
          (await canvas().getAttribute('data-file')) === body?.mesh,
        PATIENT,
      )
      .toBe(true);
  };
  const measure = (name: string) => page.locator(`[data-measure="${name}"]`);
  const field = (name: string) => measure(name).getByRole('textbox');
  /** Types a measure and waits for the body that has it. */
  const type = async (name: string, value: string) => {
    await field(name).fill(value);
    const answered = page.waitForResponse(
      (response) =>
        response.url().endsWith('/call/body.shape') && response.request().postDataJSON().live === false,
    );
    await field(name).press('Enter');
    await (await answered).finished();
  };
  /** Waits for a body that measures what was asked. */
  const measured = (name: string, wanted: number) =>
    expect.poll(() => Math.abs(body!.measurements[name] - wanted), PATIENT).toBeLessThan(0.3);
  const record = () => host.ask('clients.get', { id: lena.id });
  /** Where the figure is in the scene's picture: box, and its share of it. */
  async function figure() {
    const shot = await decodeRgba(await canvas().screenshot());
    const { width, height, data } = shot;
    const [r, g, b] = data.subarray((width * 6 + 6) * 4);
    let [left, right, top, bottom, count] = [width, 0, height, 0, 0];
    // the edge may have the ring of the focus
    for (let y = 4; y < height - 4; y++)
      for (let x = 4; x < width - 4; x++) {
        const i = (y * width + x) * 4;
        // stone is lighter than the grey around it, shadows are darker
        if (data[i] - r < 25 || data[i + 1] - g < 25 || data[i + 2] - b < 25) continue;
        count++;
        left = Math.min(left, x);
        right = Math.max(right, x);
        top = Math.min(top, y);
        bottom = Math.max(bottom, y);
      }
    return {
      width: (right - left) / width,
      height: (bottom - top) / height,
      middle: (left + right) / 2 / width,
      share: count / (width * height),
      shot,
    };
  }

  it('shows a body of the client in the place of the photo, standing whole in the middle', async () => {
    await page.keyboard.press('3');
    await canvas().waitFor();
    await still();
    const seen = await figure();
    expect(seen.height).toBeGreaterThan(0.6);
    expect(seen.height).toBeLessThan(0.97);
    expect(Math.abs(seen.middle - 0.5)).toBeLessThan(0.06);
    expect(seen.share).toBeGreaterThan(0.03);
    expect(seen.share).toBeLessThan(0.4);
    expect(await page.locator('[data-shown]').count()).toBe(0);
    expect(complaints).toEqual([]);
  }, 240_000);

  it('turns to its views by keys and buttons, and by hand', async () => {
    const view = async (act: () => Promise<void>) => {
      await act();
      // away from the hint of a button, which covers a part of the scene
      await page.mouse.move(400, 5);
      await expect.poll(() => canvas().getAttribute('data-state'), PATIENT).not.toBe('still');
      await still();
      return figure();
    };
    const front = await view(() => page.keyboard.press('7'));
    const side = await view(() => page.getByRole('button', { name: 'Body from the side' }).click());
    const back = await view(() => page.keyboard.press('0'));
    expect(side.width).toBeLessThan(front.width * 0.75);
    expect(Math.abs(back.width - front.width)).toBeLessThan(0.03);
    const differing = (a: Uint8Array, b: Uint8Array) => {
      let n = 0;
      for (let i = 0; i < a.length; i += 4) if (Math.abs(a[i] - b[i]) > 12) n++;
      return n / (a.length / 4);
    };
    expect(differing(front.shot.data, back.shot.data)).toBeGreaterThan(0.01);
    const nearer = await view(async () => {
      await page.getByRole('group', { name: /^Body in three dimensions/ }).focus();
      await page.keyboard.press('+');
    });
    expect(nearer.share).toBeGreaterThan(back.share * 1.1);
    const fitted = await view(() => page.keyboard.press('f'));
    expect(Math.abs(fitted.height - back.height)).toBeLessThan(0.02);
    const box = (await canvas().boundingBox())!;
    const dragged = await view(async () => {
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width / 2 + 120, box.y + box.height / 2, { steps: 4 });
      await page.mouse.up();
    });
    expect(differing(dragged.shot.data, fitted.shot.data)).toBeGreaterThan(0.005);
  }, 400_000);

  it('has the measures that are typed, keeps them in the card, and goes back and forth', async () => {
    const before = await record();
    await type('waistGirth', '84');
    await expect.poll(async () => (await record()).measurements.waistGirth, PATIENT).toBe(84);
    await measured('waistGirth', 84);
    expect(await measure('waistGirth').getAttribute('data-source')).toBe('tape');
    await still();

    await type('stature', '175');
    await expect.poll(async () => (await record()).statureCm, PATIENT).toBe(175);
    await measured('stature', 175);

    await page.getByRole('button', { name: /^Undo/ }).click();
    await page.getByRole('button', { name: /^Undo/ }).click();
    await expect
      .poll(async () => {
        const { statureCm, measurements } = await record();
        return { statureCm, measurements };
      }, PATIENT)
      .toEqual({ statureCm: before.statureCm, measurements: before.measurements });
    await page.getByRole('button', { name: /^Redo/ }).click();
    await expect.poll(async () => (await record()).measurements.waistGirth, PATIENT).toBe(84);
    await measure('waistGirth').getByRole('button', { name: /Unset/ }).click();
    await expect.poll(async () => (await record()).measurements, PATIENT).not.toHaveProperty('waistGirth');
    expect(await measure('waistGirth').getAttribute('data-source')).toBe('body');
  }, 240_000);

  it('follows a slider while it is dragged, one step for the whole drag', async () => {
    const knob = measure('hipGirth').getByRole('slider');
    await knob.focus();
    for (let n = 0; n < 4; n++) await page.keyboard.press('ArrowRight');
    const had = Number(await knob.getAttribute('aria-valuenow'));
    await expect.poll(async () => (await record()).measurements.hipGirth, PATIENT).toBeCloseTo(had, 0);
    const track = (await knob.boundingBox())!;
    const [x, y] = [track.x + track.width / 2, track.y + track.height / 2];
    await still();
    const before = await canvas().getAttribute('data-file');
    await page.mouse.move(x, y);
    await page.mouse.down();
    for (let n = 1; n <= 6; n++) await page.mouse.move(x + n * 2, y);
    await expect.poll(() => canvas().getAttribute('data-file'), PATIENT).not.toBe(before);
    expect((await record()).measurements.hipGirth).toBeCloseTo(had, 0);
    await page.mouse.up();
    await expect.poll(async () => (await record()).measurements.hipGirth, PATIENT).toBeGreaterThan(had);
    await still();
    await page.getByRole('button', { name: /^Undo/ }).click();
    await expect.poll(async () => (await record()).measurements.hipGirth, PATIENT).toBeCloseTo(had, 0);
    await measure('hipGirth').getByRole('button', { name: /Unset/ }).click();
    await expect.poll(async () => (await record()).measurements, PATIENT).not.toHaveProperty('hipGirth');
  }, 240_000);

  it('says at the slider what no body can have', async () => {
    await type('waistGirth', '150');
    await type('hipGirth', '70');
    const told = page.getByText(/nearest [\d.]+ cm/).first();
    await told.waitFor();
    await expect.poll(() => body!.unmet.length, PATIENT).toBeGreaterThan(0);
    const { name, nearest } = body!.unmet[0];
    expect(await measure(name).textContent()).toContain(`${Math.round(nearest * 10) / 10} cm`);
    for (let n = 0; n < 2; n++) await page.getByRole('button', { name: /^Undo/ }).click();
    await told.waitFor({ state: 'detached' });
  }, 240_000);

  it('takes the body from the photo, lays it over it, and takes the values into the card', async () => {
    await page.getByRole('button', { name: 'Measure from this photo' }).click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Measure from this photo' }).click();
    await page.getByText(/fits the outline in the photo to \d\d\s%/).waitFor();
    expect(await measure('waistGirth').getAttribute('data-source')).toBe('photo');
    expect(await measure('waistGirth').textContent()).toMatch(/±\d/);
    const told = Number(await field('waistGirth').getAttribute('placeholder'));
    expect(told).toBeGreaterThan(55);
    expect(told).toBeLessThan(95);

    await page.getByRole('switch', { name: 'Show the body over the photo' }).click();
    const overlay = page.locator('[data-body-overlay]');
    await overlay.waitFor();
    await expect
      .poll(
        () => overlay.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 100),
        PATIENT,
      )
      .toBe(true);
    expect((await overlay.boundingBox())!.height).toBeCloseTo(
      (await page.locator('[data-shown]').first().boundingBox())!.height,
      0,
    );
    await page.getByRole('button', { name: 'Body over the photo' }).click();
    await overlay.waitFor({ state: 'detached' });
    await page.keyboard.press('3');
    await page.getByRole('button', { name: /^Keep in the card/ }).click();
    await expect.poll(async () => (await record()).measurements.waistGirth, PATIENT).toBeCloseTo(told, 0);
  }, 400_000);

  it('is accessible in both themes', async () => {
    for (const theme of ['dark', 'light'] as const) {
      await host.ask('settings.set', { theme });
      await page.locator(`html[data-mantine-color-scheme="${theme}"]`).waitFor();
      await page.waitForTimeout(300);
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
        .analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
    }
    await host.ask('settings.set', { theme: 'dark' });
  }, 240_000);

  it('gives the figure the skin, hair and shoes that are chosen, and remembers them', async () => {
    const choose = async (label: string, value: string) => {
      await page.getByRole('combobox', { name: label, exact: true }).click();
      await page.getByRole('option', { name: value, exact: true }).click();
    };
    /** Share of the scene's picture that is warm, as skin is and stone is not. */
    const warm = async () => {
      const { data } = await decodeRgba(await canvas().screenshot());
      let count = 0;
      for (let i = 0; i < data.length; i += 4) if (data[i] - data[i + 2] > 25) count++;
      return (4 * count) / data.length;
    };
    await page.keyboard.press('7');
    await still();
    const stone = await warm();
    const style = { 'figure.skin': 'tan', 'figure.hair': 'short', 'figure.shoes': 'trainers' };
    await choose('Skin', 'Tan');
    await choose('Hair', 'Short');
    await choose('Shoes', 'White trainers');
    await expect.poll(warm, PATIENT).toBeGreaterThan(stone + 0.02);
    expect((await host.ask('settings.get', undefined)).layout).toMatchObject(style);
    for (const label of ['Hair', 'Shoes']) await choose(label, label === 'Hair' ? 'None' : 'Barefoot');
    await choose('Skin', 'Mannequin');
    await expect.poll(warm, PATIENT).toBeLessThan(stone + 0.002);
    await still();
  }, 240_000);

  it.runIf(LONG)(
    'is left and entered again without anything staying behind',
    async () => {
      await still();
      const memory = () => canvas().getAttribute('data-memory');
      const before = await memory();
      for (let n = 0; n < 100; n++) await page.keyboard.press('3');
      await type('armLength', '55');
      await type('armLength', '54');
      await still();
      expect(await memory()).toBe(before);
      // a browser has room for sixteen pictures of graphics: more rooms than that are left and entered
      for (let n = 0; n < 17; n++) {
        await page.getByRole('button', { name: 'Library', exact: true }).click();
        await canvas().waitFor({ state: 'detached' });
        await page.getByRole('button', { name: 'Studio', exact: true }).click();
        await canvas().waitFor({ state: 'attached' });
      }
      await still();
      expect(await memory()).toBe(before);
      expect(await page.locator('canvas').count()).toBe(1);
      expect(complaints).toEqual([]);
    },
    600_000,
  );

  it('says so when graphics are lost, and comes back with them', async () => {
    await page.evaluate(() => {
      const gl = document.querySelector('canvas')!.getContext('webgl2')!;
      const lose = gl.getExtension('WEBGL_lose_context')!;
      lose.loseContext();
      setTimeout(() => lose.restoreContext(), 1500);
    });
    await page.getByRole('alert').filter({ hasText: 'interrupted' }).waitFor();
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await still();
    expect((await figure()).share).toBeGreaterThan(0.03);
  }, 240_000);

  it('says what to do where there are no 3D graphics, and the photo goes on', async () => {
    const bare = await watched(new URL('/', host.link).href, () => {
      const own = HTMLCanvasElement.prototype.getContext;
      HTMLCanvasElement.prototype.getContext = function (
        this: HTMLCanvasElement,
        kind: string,
        ...more: unknown[]
      ) {
        return /webgl/.test(kind) ? null : (own as (...all: unknown[]) => unknown).call(this, kind, ...more);
      } as typeof own;
    });
    await openStudioOf(bare, /^Lena/);
    complaints.length = 0;
    await bare.keyboard.press('3');
    await bare.getByRole('alert').filter({ hasText: 'WebGL 2' }).waitFor();
    await bare.getByRole('button', { name: 'Back to the photo' }).click();
    await bare.locator('[data-shown]').first().waitFor();
    await bare.close();
  }, 240_000);
});
