/** Dressing in the 3D view: the real window with software graphics on the real core, from the rail to the fit table. */

import { readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { NodeIO } from '@gltf-transform/core';
import { type Browser, chromium, type Page } from '@playwright/test';
import { validateBytes } from 'gltf-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallOutput } from '../../src-main/contract/calls/index.ts';
import { decodeRgba } from '../../src-main/engine/image/decode.ts';
import { findBrowser, HEADLESS_FLAGS, SOFTWARE_GL_FLAGS } from '../../src-main/hosts/launcher/browser.ts';
import { LONG } from '../fixtures/long.ts';
import { pages, pictures } from '../fixtures/pdf.ts';
import { apartBy, decoded, figuresIn, filmOf, fringe } from '../fixtures/pictures-of-view.ts';
import { openWebHost, type TestHost } from '../fixtures/web-host.ts';
import { openStudioOf } from './app-window.ts';

const browserPath = findBrowser();
/** Longest anything may take on a busy machine. */
const PATIENT = { timeout: 240_000 };

describe.skipIf(!browserPath)('dressing in the 3D view', () => {
  let host: TestHost;
  let browser: Browser;
  let page: Page;
  /** Newest answer about what is worn. */
  let worn: CallOutput<'worn.dress'> | undefined;
  const complaints: string[] = [];

  beforeAll(async () => {
    host = await openWebHost();
    await host.loadDemo();
    // few samples do: a finished picture keeps both cores busy for seconds
    await host.ask('settings.set', { layout: { 'preview3d.quick': true } });
    browser = await chromium.launch({
      executablePath: browserPath!,
      args: [...HEADLESS_FLAGS, ...SOFTWARE_GL_FLAGS],
    });
    const context = await browser.newContext({
      locale: 'en-GB',
      viewport: { width: 1000, height: 700 },
      reducedMotion: 'reduce',
    });
    page = await context.newPage();
    page.setDefaultTimeout(90_000);
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (/content security policy|unique "key"|Maximum update|GL_INVALID|THREE\.WebGL/i.test(message.text()))
        complaints.push(message.text());
    });
    page.on('response', async (response) => {
      if (!response.url().endsWith('/call/worn.dress')) return;
      const answer = await response.json().catch(() => undefined);
      if (answer?.ok) worn = answer.output;
    });
    await page.goto(host.link);
    await openStudioOf(page, /^Lena/);
    await page.keyboard.press('3');
    await canvas().waitFor();
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await host?.close();
  });

  const canvas = () => page.locator('canvas[data-state]');
  const garment = (name: RegExp) =>
    page.getByRole('list', { name: 'Garments' }).getByRole('button', { name }).first();
  const panel = () => page.locator('[data-fit]');
  const sizes = () => panel().getByRole('group', { name: 'Size' }).getByRole('button');
  const table = () => panel().getByRole('table');
  /** Waits for the finished picture of an outfit. */
  const shown = async (names: readonly string[]) => {
    const ids = await Promise.all(
      names.map(
        async (text) =>
          (await host.ask('garments.search', { query: { text }, page: { limit: 1 } })).garments[0].id,
      ),
    );
    await expect
      .poll(
        async () =>
          worn?.garments.map(({ garmentId }) => garmentId).join() === ids.join() &&
          (await canvas().getAttribute('data-file')) === worn?.mesh &&
          (await canvas().getAttribute('data-state')) === 'still',
        PATIENT,
      )
      .toBe(true);
    return worn!;
  };
  const openSaving = async () => {
    await page.keyboard.press('Control+Shift+E');
    await page.getByRole('dialog', { name: 'Save the 3D view' }).waitFor();
  };
  const choose = async (label: string, option: RegExp) => {
    await page.getByRole('dialog').getByRole('combobox', { name: label }).click();
    await page.getByRole('option', { name: option }).click();
  };
  /** Path of what the dialog saves. */
  const saved = async (name: RegExp): Promise<string> => {
    const coming = page.waitForEvent('download', PATIENT);
    await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
    const file = await coming;
    expect(file.suggestedFilename()).toMatch(name);
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    return file.path();
  };
  const document = async () => {
    const { layout } = await host.ask('settings.get', undefined);
    return (await host.ask('looks.get', { id: layout['studio.look'] as string })).document;
  };
  /** Share of the scene's picture whose colour is a strong one. */
  const colourful = async () => {
    const { data } = await decodeRgba(await canvas().screenshot());
    let count = 0;
    for (let i = 0; i < data.length; i += 4) {
      const rgb = [data[i], data[i + 1], data[i + 2]];
      if (Math.max(...rgb) - Math.min(...rgb) > 40) count++;
    }
    return (4 * count) / data.length;
  };

  it('wears what is clicked, in wearing order, and tells how the newest garment fits', async () => {
    const bare = await colourful();
    await garment(/Breton/).click();
    await page.getByRole('progressbar', { name: /Sewing/ }).waitFor(PATIENT);
    await garment(/Floral midi/).click();
    const { garments } = await shown(['Floral midi', 'Breton']);
    expect(await page.getByRole('progressbar', { name: /Sewing/ }).count()).toBe(0);
    expect(garments.map(({ category }) => category)).toEqual(['skirt', 'top']);
    expect(await colourful()).toBeGreaterThan(bare + 0.01);

    const [skirt] = garments;
    expect(await panel().getAttribute('data-fit')).toBe(skirt.garmentId);
    expect(await sizes().count()).toBe(skirt.sizes.length);
    const chosen = panel().getByRole('group', { name: 'Size' }).locator('[aria-pressed="true"]');
    expect(await chosen.getAttribute('aria-label')).toBe(`${skirt.recommendation.size}, recommended`);
    const size = skirt.sizes.find((one) => one.size === skirt.size)!;
    for (const { zone, easeCm } of size.zones.filter((one) => one.zone !== 'length')) {
      const cell = await table().locator(`[data-zone="${zone}"] td`).first().textContent();
      expect(Number(cell!.replace('−', '-'))).toBeCloseTo(easeCm, 1);
    }
    expect(await panel().textContent()).toMatch(/(above|below|At) the (knee|middle of the (calf|thigh))/);
  }, 600_000);

  it('tells of another size at once, sews it, and remembers it in the look', async () => {
    const before = worn!;
    const [skirt] = before.garments;
    const other = skirt.sizes.findIndex(({ size }) => size !== skirt.size);
    const waist = () => table().locator('[data-zone="waist"] td').first().textContent();
    const ease = await waist();
    await sizes().nth(other).click();
    await expect.poll(waist).not.toBe(ease);
    // the picture of before stays until the new one is there
    expect(await canvas().getAttribute('data-file')).toBe(before.mesh);
    await expect.poll(() => worn!.mesh, PATIENT).not.toBe(before.mesh);
    const after = await shown(['Floral midi', 'Breton']);
    expect(after.garments[0].size).toBe(skirt.sizes[other].size);
    const { layers } = await document();
    expect(layers.find(({ garmentId }) => garmentId === skirt.garmentId)?.size).toBe(after.garments[0].size);
  }, 600_000);

  it('colours the cloth by its ease, with a legend, and back', async () => {
    // above the legend
    const figure = async () => {
      const { width, height, data } = await decodeRgba(await canvas().screenshot());
      const rows = Math.floor(0.75 * height);
      return { width, height: rows, data: data.subarray(0, 4 * width * rows) };
    };
    const own = await figure();
    const apart = async () => apartBy(await figure(), own);
    const map = panel().getByRole('switch');
    await map.press('Space');
    await page.locator('[data-fit-legend]').waitFor();
    await expect.poll(apart, PATIENT).toBeGreaterThan(1);
    await map.press('Space');
    await expect.poll(apart, PATIENT).toBeLessThan(0.5);
    expect(await page.locator('[data-fit-legend]').count()).toBe(0);
  }, 300_000);

  it('compares two sizes: two figures, a table of both, and which suits better', async () => {
    const alone = await figuresIn(await decodeRgba(await canvas().screenshot()));
    expect(alone).toBe(1);
    const memory = await canvas().getAttribute('data-memory');
    const first = worn;
    await page.keyboard.press('c');
    const table = panel().locator('[data-compare] table');
    const [skirt] = worn!.garments;
    const heads = await table.locator('thead th').allTextContents();
    const [one, two] = [heads[1], heads[2]].map((label) => skirt.sizes.find(({ size }) => size === label)!);
    for (const { zone, easeCm } of one.zones.filter((zone) => zone.zone !== 'length')) {
      const cells = await table.locator(`[data-zone="${zone}"] td`).allTextContents();
      const numbers = cells.map((cell) => Number.parseFloat(cell.replace('−', '-')));
      const there = two.zones.find((other) => other.zone === zone)!.easeCm;
      expect(numbers[0]).toBeCloseTo(easeCm, 1);
      expect(numbers[1]).toBeCloseTo(there, 1);
      expect(Math.abs(numbers[2] - (there - easeCm))).toBeLessThan(0.06);
    }
    expect(await panel().locator('[data-better]').getAttribute('data-better')).toBe(
      skirt.recommendation.size,
    );
    await expect
      .poll(
        async () =>
          Boolean(await canvas().getAttribute('data-beside')) &&
          (await canvas().getAttribute('data-state')) === 'still',
        PATIENT,
      )
      .toBe(true);
    const both = await decodeRgba(await canvas().screenshot());
    expect(figuresIn(both)).toBe(2);
    const { violations } = await new AxeBuilder({ page })
      .include('[data-fit]')
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
      .analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join('; ')}`)).toEqual(
      [],
    );
    // a saved picture has the sizes in it, a plate under each figure
    await openSaving();
    await choose('Size', /^Window/);
    const print = await decodeRgba(readFileSync(await saved(/\.png$/)));
    for (const half of [0, 0.5]) {
      let [plate, ink] = [0, 0];
      for (let y = Math.round(0.9 * print.height); y < print.height; y++)
        for (let x = half * print.width; x < (half + 0.5) * print.width; x++) {
          const [r, , , alpha] = print.data.subarray((y * print.width + Math.floor(x)) * 4);
          if (alpha > 190 && r < 40) plate++;
          if (alpha > 190 && r > 220) ink++;
        }
      expect(plate, `${half}`).toBeGreaterThan(300);
      expect(ink, `${half}`).toBeGreaterThan(50);
    }
    await page.keyboard.press('Escape');
    await panel().locator('[data-compare]').waitFor({ state: 'detached' });
    await expect.poll(() => canvas().getAttribute('data-memory'), PATIENT).toBe(memory);
    // the newest answer was about the second figure
    worn = first;
    expect(await page.locator('[data-fit-legend]').count()).toBe(0);
  }, 600_000);

  it('prints a fit report from the export of the look', async () => {
    await page.keyboard.press('Control+e');
    const dialog = page.getByRole('dialog', { name: 'Export' });
    await dialog.getByText('Fit report', { exact: true }).click();
    const coming = page.waitForEvent('download', PATIENT);
    await dialog.getByRole('button', { name: 'Save the report' }).click();
    const file = await coming;
    expect(file.suggestedFilename()).toMatch(/^Lena.* Fit report\.pdf$/);
    await dialog.waitFor({ state: 'detached' });
    const pdf = readFileSync(await file.path());
    expect(pages(pdf)).toBeGreaterThan(1);
    expect(pictures(pdf)).toBe(2 * worn!.garments.length);
  }, 600_000);

  it('saves the view as a picture with its true colours, also without a ground', async () => {
    // what is half covered has as many steps as there are samples
    await host.ask('settings.set', { layout: { 'preview3d.quick': false } });
    await expect
      .poll(async () => Number(await canvas().getAttribute('data-samples')), PATIENT)
      .toBeGreaterThan(6);
    await shown(['Floral midi', 'Breton']);
    const seen = await decodeRgba(await canvas().screenshot());
    await openSaving();
    await choose('Size', /^Window/);
    const bare = await decodeRgba(readFileSync(await saved(/\.png$/)));
    await openSaving();
    await choose('Size', /^Window/);
    await choose('Background', /^Studio/);
    const laid = await decodeRgba(readFileSync(await saved(/\.png$/)));
    for (const { width, height } of [bare, laid]) expect([width, height]).toEqual([seen.width, seen.height]);
    // what is on show, to the grain
    let [apart, worst] = [0, 0];
    for (let i = 0; i < seen.data.length; i++)
      apart += Math.abs(seen.data[i] - laid.data[i]) / seen.data.length;
    expect(apart).toBeLessThan(1.5);
    // the ground is all that differs
    const ground = laid.data.subarray(0, 3);
    for (let i = 0; i < bare.data.length; i += 4) {
      const alpha = bare.data[i + 3] / 255;
      for (let k = 0; k < 3; k++) {
        const over = bare.data[i + k] * alpha + ground[k] * (1 - alpha);
        worst = Math.max(worst, Math.abs(over - laid.data[i + k]));
      }
    }
    expect(worst).toBeLessThan(2.5);
    const edge = fringe(bare);
    expect(edge.count).toBeGreaterThan(50);
    // half covered pixels are as light as the skin beside them
    expect(edge.dark / edge.count).toBeLessThan(0.02);
    await host.ask('settings.set', { layout: { 'preview3d.quick': true } });
  }, 600_000);

  it.runIf(LONG)(
    'saves a clip of the figure turning once around, and leaves the view as it was',
    async () => {
      const finished = async () => {
        const state = async () => [
          await canvas().getAttribute('data-state'),
          await canvas().getAttribute('data-samples'),
        ];
        await expect.poll(state, PATIENT).toEqual(['still', '6']);
        return decodeRgba(await canvas().screenshot());
      };
      const before = await finished();
      await openSaving();
      await page.getByRole('dialog').getByText('Turntable').click();
      await choose('Size', /480/);
      await choose('Length', /^2 /);
      await choose('Format', /^WebM/);
      await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('progressbar', { name: 'Turntable' }).waitFor({ state: 'detached' });
      const clip = await filmOf(await saved(/\.webm$/));
      expect(clip).toMatchObject({ width: 360, height: 480, count: 24 });
      expect(clip.seconds).toBeCloseTo(2, 2);
      const [first, quarter, half, last] = await decoded(page, clip, [0, 6, 12, 23]);
      // turned about, and at the end nearer to where it began than a quarter is
      expect(apartBy(first, quarter)).toBeGreaterThan(4);
      expect(apartBy(first, half)).toBeGreaterThan(4);
      expect(apartBy(first, last)).toBeLessThan(apartBy(first, quarter));
      expect(apartBy(await finished(), before)).toBeLessThan(0.5);
    },
    900_000,
  );

  it('shows a garment in another colour without sewing it anew, and keeps that in the look', async () => {
    const before = await shown(['Floral midi', 'Breton']);
    const chosen = async () => (await document()).layers.find(({ colourway }) => colourway)?.colourway;
    const scene = () => canvas().screenshot();
    const photographed = await scene();
    const colours = panel().getByRole('group', { name: 'Colourway' });
    await colours.getByRole('button', { name: 'Red', exact: true }).click();
    await expect.poll(chosen, PATIENT).toBe('#c4202e');
    await panel().getByText('A recoloured picture').waitFor();
    await shown(['Floral midi', 'Breton']);
    expect(worn!.mesh).toBe(before.mesh);
    const dyed = await scene();
    expect(dyed.equals(photographed)).toBe(false);

    // a saved model has that colour, too
    await openSaving();
    await page.getByRole('dialog').getByText('3D model').click();
    const glb = readFileSync(await saved(/\.glb$/));
    // the newest answer was about the file
    worn = before;
    const { issues } = await validateBytes(new Uint8Array(glb));
    expect(issues.numErrors).toBe(0);
    const redness = async (bytes: Uint8Array) => {
      const root = (await new NodeIO().readBinary(bytes)).getRoot();
      const skirt = root
        .listNodes()
        .find((node) => node.getName() === 'garment-0')!
        .getMesh()!;
      const image = skirt.listPrimitives()[0].getMaterial()!.getBaseColorTexture()!.getImage()!;
      const { data } = await decodeRgba(image);
      let sum = 0;
      for (let i = 0; i < data.length; i += 4) sum += data[i] - data[i + 1];
      return (4 * sum) / data.length;
    };
    const plain = await (await page.request.get(new URL(`/asset/${before.mesh}`, page.url()).href)).body();
    expect(await redness(glb)).toBeGreaterThan((await redness(plain)) + 15);
    await colours.getByRole('button', { name: 'As photographed' }).click();
    await expect.poll(chosen, PATIENT).toBeUndefined();
    await expect.poll(async () => (await scene()).equals(dyed), PATIENT).toBe(false);
  }, 300_000);

  it('shows the pattern beside the figure, and sews what is dragged there', async () => {
    await panel().getByRole('button', { name: 'Show the pattern' }).click();
    const pane = page.getByRole('region', { name: 'Pattern' });
    const hem = pane.getByRole('button', { name: 'Hem, whole' });
    await hem.waitFor();
    const before = await shown(['Floral midi', 'Breton']);
    const box = (await hem.boundingBox())!;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x, y - 20, { steps: 4 });
    expect((await document()).layers.some(({ alterations }) => alterations)).toBe(false);
    await page.mouse.up();
    const altered = async () => (await document()).layers.find(({ alterations }) => alterations)?.alterations;
    await expect.poll(altered, PATIENT).toBeDefined();
    const moved = (await altered())!;
    expect(moved.hemL).toEqual(moved.hemR);
    expect(moved.hemL!.down).toBeLessThan(-2);
    // the figure of before stays until the new one is there
    expect(await canvas().getAttribute('data-file')).toBe(before.mesh);
    await expect.poll(() => worn!.mesh, PATIENT).not.toBe(before.mesh);
    const after = await shown(['Floral midi', 'Breton']);
    const shape = ({ garments: [skirt] }: typeof after) => JSON.stringify(skirt.hem);
    expect(shape(after)).not.toBe(shape(before));
    const { violations } = await new AxeBuilder({ page }).include('[data-pattern]').analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);

    // a hand's breadth out on one side alone by the keys, then back step by step
    const side = pane.getByRole('button', { name: /^Hip.*right/ });
    await pane.getByRole('switch', { name: /Both sides/ }).press('Space');
    await side.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Alt+ArrowRight');
    await expect.poll(async () => (await altered())?.hipR?.out, PATIENT).toBe(0.6);
    expect((await altered())!.hipL).toBeUndefined();
    // on a busy machine the two keys may be two steps
    for (let n = 0; n < 3 && (await altered()); n++) {
      const earlier = JSON.stringify(await altered());
      await page.getByRole('button', { name: /^Undo/ }).click();
      await expect.poll(async () => JSON.stringify(await altered()), PATIENT).not.toBe(earlier);
    }
    expect(await altered()).toBeUndefined();
    await pane.getByRole('button', { name: 'Close the pattern' }).click();
    // that was sewn before
    await expect.poll(() => canvas().getAttribute('data-file'), PATIENT).toBe(before.mesh);
  }, 600_000);

  it('dresses in three garments, each over those before', async () => {
    await garment(/Glen check/).click();
    await garment(/Olive field/).click();
    const { garments, failed } = await shown(['Glen check', 'Breton', 'Olive field']);
    expect(failed).toEqual([]);
    expect(garments.map(({ category, method }) => `${category} ${method}`)).toEqual([
      'trousers sewn',
      'top sewn',
      'jacket sewn',
    ]);
    // each has its own figures
    for (const [i, name] of ['Glen check', 'Breton', 'Olive field'].entries()) {
      await page
        .getByRole('list', { name: 'Layers' })
        .getByRole('button', { name: new RegExp(name, 'i') })
        .first()
        .click();
      await expect.poll(() => panel().getAttribute('data-fit')).toBe(garments[i].garmentId);
    }
  }, 600_000);

  it('is readable for everybody', async () => {
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
      .analyze();
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.failureSummary).join('; ')}`),
    ).toEqual([]);
  });

  it('speaks Chinese', async () => {
    await host.ask('settings.set', { language: 'zh-CN' });
    await expect.poll(() => table().locator('thead').textContent()).toContain('松量');
    expect(await table().locator('[data-zone="waist"] th').textContent()).toBe('腰围');
    const words = await panel().locator('p, caption, th, td, li, dt, dd, button, label').allTextContents();
    const latin = words.filter((line) => /[A-Za-z]{3,}/.test(line.replace('GLB', '')));
    expect(latin).toEqual([]);
    await host.ask('settings.set', { language: 'en' });
  });

  it('has thrown no errors on the way', () => {
    expect(complaints).toEqual([]);
  });
});
