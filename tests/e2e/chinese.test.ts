/** A Chinese window shows no English sentence: neither the window's own words nor what the core tells. */

import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBrowser, HEADLESS_FLAGS } from '../../src-main/hosts/launcher/browser.ts';
import { openWebHost, SAMPLES, type TestHost } from '../fixtures/web-host.ts';

const browserPath = findBrowser();
const PATIENT = { timeout: 120_000 };
/** Three Latin words in a row; file names and stock numbers have no spaces. */
const SENTENCE = /[A-Za-z]+(?:[\s,;:'’]+[A-Za-z]+){2,}/g;

/** English names of the samples, which stand in their notes to be found by. */
const NAMES: readonly string[] = JSON.parse(
  readFileSync(join(SAMPLES, 'boutique.json'), 'utf8'),
).garments.map(({ name }: { name: { en: string } }) => name.en);

describe.skipIf(!browserPath)('the Chinese window', () => {
  let host: TestHost;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    host = await openWebHost({ locale: 'zh-CN' });
    await host.loadDemo();
    browser = await chromium.launch({ executablePath: browserPath!, args: HEADLESS_FLAGS });
    page = await browser.newPage({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } });
    page.setDefaultTimeout(60_000);
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await host?.close();
  });

  const room = (name: string) => page.getByRole('button', { name, exact: true }).first().click();
  /** English sentences on the page: in its text, its labels and its hints. */
  const english = async (): Promise<string[]> => {
    const [text] = await page.locator('body').allInnerTexts();
    const labels = await page.evaluate(() =>
      [...document.querySelectorAll('[aria-label],[title],[placeholder],[alt]')].flatMap((element) =>
        ['aria-label', 'title', 'placeholder', 'alt'].map((name) => element.getAttribute(name) ?? ''),
      ),
    );
    const written = await page
      .locator('textarea')
      .evaluateAll((areas) => areas.map((area) => (area as HTMLTextAreaElement).value));
    return [...text.split('\n'), ...labels, ...written.filter((words) => !NAMES.includes(words))].flatMap(
      (line) => line.match(SENTENCE) ?? [],
    );
  };

  it('says in Chinese what lowers the confidence of a look and which edits have no effect', async () => {
    const { garments } = await host.ask('garments.search', { query: {} });
    const jacket = garments.find(({ category }) => category === 'jacket')!;
    const trousers = garments.find(({ category }) => category === 'trousers')!;
    const [{ client }] = await host.ask('clients.list', {});
    const [photo] = await host.ask('photos.list', { clientId: client.id });
    const far = { id: crypto.randomUUID(), garment: { u: 0.5, v: 0.9 }, photo: { x: 9e4, y: 9e4 } };
    const { id } = await host.ask('looks.create', {
      document: {
        format: 1,
        photoId: photo.id,
        layers: [
          { id: crypto.randomUUID(), garmentId: trousers.id },
          { id: crypto.randomUUID(), garmentId: jacket.id, pins: [far] },
        ],
        pose: { leftWrist: { x: -9e4, y: 0 } },
      },
    });
    await host.ask('settings.set', { layout: { 'studio.look': id } });
    await page.goto(host.link);
    await room('试衣间');
    await page.locator('[data-quality="final"]').waitFor(PATIENT);
    const rendered = await host.ask('looks.rendered', { id, quality: 'final' });
    expect(rendered?.notes.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['joint-too-far', 'pins-too-far']),
    );
    await page.getByText('离画面太远、不起作用的固定点：1 个').waitFor();
    await page.getByText(/有关节离画面太远.*右腕/).waitFor();
    for (const key of ['l', 'p', 'n', 'o']) {
      await page.keyboard.press(key);
      expect(await english(), key).toEqual([]);
    }
  });

  it('names colours and attributes in Chinese, and finds them so', async () => {
    await room('服装库');
    await page.getByRole('option').first().click();
    await page.getByText('Toile 看到的').first().waitFor();
    expect(await english()).toEqual([]);
    const { garments } = await host.ask('garments.search', { query: {} });
    const words = [...new Set(garments.flatMap(({ colours }) => colours.map(({ name }) => name)))];
    const [text] = await page.locator('body').allInnerTexts();
    for (const name of words) expect(text).not.toContain(name);
    await page.getByRole('searchbox').first().fill('橄榄绿');
    await expect.poll(() => page.getByRole('option').count()).toBe(1);
    await page.getByRole('searchbox').first().fill('碎花连衣裙');
    const dress = garments.find(({ category }) => category === 'dress')!;
    await expect.poll(() => page.getByRole('option').first().textContent()).toContain(dress.name);
    await page.getByRole('option').first().click();
    await page.keyboard.press('m');
    await page.getByText(`相似：${dress.name}`).waitFor();
    await expect.poll(() => page.getByRole('option').count()).toBe(garments.length - 1);
    await room('试衣间');
    await page.getByRole('button', { name: '搭配推荐' }).click();
    const piece = page.getByRole('list', { name: '与造型相配的服装' }).getByRole('button').first();
    const name = (await piece.locator('b').textContent())!;
    expect(await english()).toEqual([]);
    await piece.click();
    await page.locator('[data-layer]').filter({ hasText: name }).waitFor();
  });

  it('follows the language with a dialog that is open', async () => {
    await room('顾客');
    await page.getByRole('button', { name: '新建顾客' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: '姓名' }).fill('Ada');
    await host.ask('settings.set', { language: 'en' });
    await page.getByRole('dialog', { name: 'New client' }).waitFor();
    expect(await dialog.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Ada');
    await dialog.getByRole('button', { name: 'Create' }).waitFor();
    await host.ask('settings.set', { language: 'zh-CN' });
    await page.getByRole('dialog', { name: '新建顾客' }).waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    // a note on show, too
    await page.keyboard.press('Control+e');
    await page.getByText('请先在试衣间打开一个造型').waitFor();
    await host.ask('settings.set', { language: 'en' });
    await page.getByText('Open a look in the studio first').waitFor();
    await host.ask('settings.set', { language: 'zh-CN' });
    await page.getByRole('button', { name: '新建顾客' }).first().waitFor();
  });

  it('says in Chinese what a check of the library finds, and what models are for', async () => {
    const { garments } = await host.ask('garments.search', { query: {} });
    const files = readdirSync(join(host.folder, 'library'), { recursive: true, encoding: 'utf8' });
    const original = files.find((file) => file.includes(garments[0].hash));
    expect(original && statSync(join(host.folder, 'library', original)).isFile()).toBe(true);
    rmSync(join(host.folder, 'library', original!));
    await page.getByRole('button', { name: '设置' }).click();
    await page.getByRole('tab', { name: '服装库' }).click();
    await page.getByRole('button', { name: '检查', exact: true }).click();
    await page.getByText(`图片缺失：${garments[0].fileName}`).waitFor(PATIENT);
    expect(await english()).toEqual([]);
    await page.getByRole('tab', { name: '模型' }).click();
    await page.getByText('姿势').first().waitFor();
  });
});
