/** Journeys through the whole window on the real core: by keyboard alone, searching in two languages, with hostile files. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobView } from '../../src-main/contract/calls/jobs.ts';
import type { CatalogGarment } from '../../src-main/contract/catalog/garment.ts';
import type { Look } from '../../src-main/contract/catalog/look.ts';
import { findBrowser } from '../../src-main/hosts/launcher/browser.ts';
import { client, garment, pngHeader } from '../fixtures/bad-pictures.ts';
import { type AppWindow, type Judged, openApp } from './app-window.ts';

const browser = findBrowser();
/** Longest a picture or an import may take on a busy machine. */
const PATIENT = { timeout: 90_000 };

/** Files as a hostile or unlucky user might drop them: name, content, and what becomes of it. */
function hostileFiles(): { name: string; bytes: Buffer; code?: string; label?: RegExp }[] {
  const tee = readFileSync(garment('tee-breton'));
  /** The same picture in bytes of its own: what follows the end of a JPEG is not read. */
  const copy = (n: number) => Buffer.concat([tee, Buffer.from(`copy ${n}`)]);
  return [
    // taken in, with a remark
    { name: 'worn.jpg', bytes: readFileSync(client('lena')), label: /^worn\.jpg$/ },
    { name: 'empty.jpg', bytes: Buffer.alloc(0), code: 'file-empty' },
    { name: 'truncated.jpg', bytes: tee.subarray(0, Math.floor(tee.length / 3)), code: 'image-truncated' },
    { name: 'words.png', bytes: Buffer.from('no picture at all'), code: 'not-an-image' },
    { name: 'endless.png', bytes: pngHeader(60_000, 60_000), code: 'image-too-large' },
    { name: 'short.png', bytes: pngHeader(400, 400), code: 'image-truncated' },
    { name: '../../../etc/passwd.jpg', bytes: copy(1), label: /passwd\.jpg$/ },
    { name: 'C:\\Windows\\system32\\con.jpg', bytes: copy(2), label: /con\.jpg$/ },
    { name: 'gpj.\u202egnp.sserd', bytes: copy(3), label: /^[^\u202a-\u202e]+$/ },
    { name: `${'长名字'.repeat(120)}.jpg`, bytes: copy(4), label: /^(长名字)+/ },
    { name: '<img src=x onerror="document.title=1">.jpg', bytes: copy(5), label: /onerror/ },
    { name: '"><script>document.title=1<!--.jpg', bytes: copy(6), label: /script/ },
  ];
}

describe.skipIf(!browser)('journeys', () => {
  let app: AppWindow;
  beforeAll(async () => {
    app = await openApp(browser!);
  }, 180_000);
  afterAll(() => app?.close());

  const press = (keys: string) => app.page.keyboard.press(keys);
  /** Name of what has the focus. */
  const focused = () =>
    app.page.evaluate(() => {
      const at = document.activeElement;
      return at?.getAttribute('aria-label') || at?.textContent?.trim() || '';
    });
  /** Goes on with Tab until something of that name has the focus. */
  const tabTo = async (name: string | RegExp, most = 60) => {
    const met: string[] = [];
    for (let n = 0; n < most; n++) {
      const now = await focused();
      if (typeof name === 'string' ? now === name : name.test(now)) return;
      met.push(now);
      await press('Tab');
    }
    throw new Error(`Tab never came to ${name}; it went over ${met.join(' | ')}`);
  };
  const room = (name: string) => app.page.locator(`main[data-room="${name}"]`).waitFor();
  const garments = () => app.page.getByRole('option');
  const search = (query = {}) =>
    app.ask<{ total: number; garments: CatalogGarment[] }>('garments.search', { query });

  it('goes from the first run to a look and its export without a pointer', async () => {
    const { page } = app;
    await page.getByRole('button', { name: 'Load the demo boutique' }).waitFor();
    await tabTo('Load the demo boutique');
    await press('Enter');
    await expect.poll(() => garments().count(), PATIENT).toBe(8);
    // the clients come after the garments
    const jobs = () => app.ask<JobView[]>('jobs.list');
    await expect.poll(async () => (await jobs()).map(({ state }) => state), PATIENT).toEqual(['done']);

    await press('k');
    await room('clients');
    await tabTo(/^Amara/);
    await press('ArrowDown');
    await page.getByRole('heading', { level: 1, name: /^Kenji/ }).waitFor();
    await tabTo(/^Open .+ in the studio$/);
    await press('Enter');
    await room('studio');
    await page.locator('[data-shown]').first().waitFor(PATIENT);

    await tabTo('Breton stripe tee');
    await press('Enter');
    const layer = page.locator('[data-layer]').filter({ hasText: 'Breton' });
    await layer.waitFor();
    await page.locator('img[data-shown="preview"], img[data-shown="final"]').first().waitFor(PATIENT);
    const looks = () => app.ask<{ look: Look }[]>('looks.list', {});
    const worn = async () => (await looks()).map(({ look }) => look.document.layers.length);
    await expect.poll(worn).toEqual([1]);

    await press('Control+z');
    await layer.waitFor({ state: 'detached' });
    await expect.poll(worn).toEqual([0]);
    await press('Control+Shift+z');
    await layer.waitFor();
    await expect.poll(worn).toEqual([1]);

    await press('Control+e');
    const dialog = page.getByRole('dialog', { name: 'Export' });
    await dialog.waitFor();
    await tabTo('Export');
    const download = page.waitForEvent('download', PATIENT);
    await press('Enter');
    expect((await download).suggestedFilename()).toMatch(/\.(jpg|png|webp|avif)$/);
    await dialog.waitFor({ state: 'hidden' });
    await press('Control+k');
    await page.getByPlaceholder('Search or run a command').last().waitFor();
    await press('Escape');
    await press('g');
    await room('library');
  });

  it('finds garments in English and in Chinese, and takes an apostrophe for what it is', async () => {
    const [skirt] = (await search({ categories: ['skirt'] })).garments;
    await app.ask('garments.update', {
      ids: [skirt.id],
      changes: { tags: ['春夏', 'linen'], brand: '上海时装' },
    });
    const field = app.page.getByRole('searchbox', { name: 'Search garments' });
    // what is written comes first; behind it may stand what words that are also attributes mean
    for (const words of ['mid', 'FLORAL midi', '上海', '春夏 linen']) {
      await field.fill(words);
      await expect.poll(() => garments().count()).toBeLessThan(8);
      await expect.poll(() => garments().first().textContent()).toContain(skirt.name);
    }
    for (const words of ['北京', `' OR 1=1 --"*`]) {
      await field.fill(words);
      await app.page.getByText('Nothing matches').waitFor();
      await expect.poll(() => garments().count()).toBe(0);
    }
    await app.ask('settings.set', { language: 'zh-CN' });
    await app.page.getByRole('searchbox', { name: '搜索服装' }).fill('时装');
    await expect.poll(() => garments().count()).toBe(1);
    await app.page.getByRole('searchbox', { name: '搜索服装' }).fill('');
    await app.ask('settings.set', { language: 'en' });
    await expect.poll(() => garments().count()).toBe(8);
  });

  it('tells what is wrong with hostile files, takes the sound ones, and leaves nothing half-written', async () => {
    const files = hostileFiles();
    const before = (await search()).total;
    const title = await app.page.title();
    // a browser hands over what a script made as it does what was dropped from a folder
    await app.page.evaluate(
      (given) => {
        const data = new DataTransfer();
        for (const { name, text } of given) {
          const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
          data.items.add(new File([bytes], name, { type: 'image/jpeg' }));
        }
        const event = { bubbles: true, cancelable: true, dataTransfer: data };
        for (const kind of ['dragenter', 'dragover', 'drop'])
          document.querySelector('main')?.dispatchEvent(new DragEvent(kind, event));
      },
      files.map(({ name, bytes }) => ({ name, text: bytes.toString('base64') })),
    );
    const imports = async () =>
      (await app.ask<JobView[]>('jobs.list')).filter(({ kind }) => kind === 'import-garments');
    await expect.poll(async () => (await imports()).map(({ state }) => state), PATIENT).toEqual(['done']);
    const [job] = await imports();
    const sound = files.filter(({ label }) => label);
    const told = job.items.map(({ error }) => error?.code).filter((code) => code !== undefined);
    // the empty one is refused before there is a job
    const wrong = files.flatMap(({ code }) => code ?? []);
    expect(told.toSorted()).toEqual(wrong.filter((code) => code !== 'file-empty').toSorted());
    const kept = job.items.filter(({ state }) => state === 'done').map(({ name }) => name);
    expect(kept).toHaveLength(sound.length);
    for (const { label } of sound) expect(kept).toContainEqual(expect.stringMatching(label!));
    for (const name of kept) expect(name).toMatch(/^[^/\\\p{Cc}\p{Cf}]{1,200}$/u);
    const outcome = new RegExp(`${sound.length} imported · ${wrong.length} did not work`);
    await app.page.getByText(outcome).first().waitFor();
    await app.page.getByText('empty.jpg: The file is empty').first().waitFor();
    expect((await search()).total).toBe(before + sound.length);
    await expect.poll(() => garments().count()).toBe(before + sound.length);

    // names are text, wherever they are shown
    await app.page.getByRole('option', { name: /onerror/ }).click();
    await app.page.getByRole('option', { name: /script/ }).click();
    await app.page.getByRole('button', { name: 'Jobs' }).click();
    await app.page
      .getByRole('button', { name: /did not work|fail/i })
      .first()
      .click();
    await app.page.getByText('truncated.jpg').first().waitFor();
    await app.page
      .getByRole('button', { name: /with remarks$/ })
      .first()
      .click();
    await app.page
      .getByText(/wears the garment/)
      .first()
      .waitFor();
    await press('Escape');
    expect(await app.page.title()).toBe(title);

    const left = readdirSync(app.host.folder, { recursive: true }).map(String);
    expect(left.filter((path) => /\.part$|(^|[/\\])incoming[/\\]./.test(path))).toEqual([]);
    for (const path of left) expect(path).not.toMatch(/passwd|con\.jpg|script|onerror/);
    expect(existsSync(join(app.host.folder, '..', 'passwd.jpg'))).toBe(false);
  });

  it('has no fault of accessibility in the loupe, the studio with each tool, and what lies over them', {
    timeout: 480_000,
  }, async () => {
    const { page } = app;
    const faults: string[] = [];
    let judged: Judged = 'all';
    const judge = async (what: string) => {
      await page.waitForTimeout(250);
      faults.push(...(await app.faults(judged)).map((fault) => `${what}: ${fault}`));
    };
    for (const theme of ['dark', 'light'] as const) {
      judged = theme === 'dark' ? 'all' : 'colours';
      await app.ask('settings.set', { theme });
      await page.locator(`html[data-mantine-color-scheme="${theme}"]`).waitFor();
      await press('g');
      await room('library');
      await garments().first().click();
      await press('e');
      await judge(`${theme} loupe`);
      await press('Escape');
      await press('d');
      await room('studio');
      await page.locator('[data-layer]').first().waitFor(PATIENT);
      // another theme has other colours, not other names and roles: one tool shows them
      const tools = [
        ['dressed', 'v'],
        ['pose', 'p'],
        ['pins', 'n'],
        ['brush', 'o'],
      ];
      for (const [tool, key] of theme === 'dark' ? tools : tools.slice(0, 2)) {
        await press(key);
        await judge(`${theme} studio ${tool}`);
      }
      await press('v');
      faults.push(...(await app.menuFaults(judged)).map((fault) => `${theme} studio ${fault}`));
      await press('Control+e');
      await page.getByRole('dialog', { name: 'Export' }).waitFor();
      await judge(`${theme} export`);
      await press('Escape');
      await page.getByRole('dialog', { name: 'Export' }).waitFor({ state: 'hidden' });
      if (theme === 'light') continue;
      await press('Control+k');
      await page.getByPlaceholder('Search or run a command').last().waitFor();
      await judge(`${theme} palette`);
      await press('Escape');
      await page.getByPlaceholder('Search or run a command').last().waitFor({ state: 'hidden' });
      await press('?');
      await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
      await judge(`${theme} cheat sheet`);
      await press('Escape');
      await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor({ state: 'hidden' });
    }
    expect(faults).toEqual([]);
  });

  it('asks nobody but its own host, and keeps to its content policy', () => {
    expect(app.strangers).toEqual([]);
    expect(app.complaints).toEqual([]);
  });
});
