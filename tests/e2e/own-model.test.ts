/** A model of the user's own chosen in the settings: the library is looked at anew, and says which model answers. */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addUserModel } from '../../src-main/engine/runtime/add-model.ts';
import { findBrowser } from '../../src-main/hosts/launcher/browser.ts';
import { writeTinyClip } from '../fixtures/tiny-clip.ts';
import { type AppWindow, openApp } from './app-window.ts';

const browserPath = findBrowser();
const PATIENT = { timeout: 60_000 };

describe.skipIf(!browserPath)('a model of the user', () => {
  let app: AppWindow;
  beforeAll(async () => {
    app = await openApp(browserPath!);
    await app.host.loadDemo();
    const { folder } = app.host;
    await addUserModel(writeTinyClip(join(folder, 'from')), join(folder, 'models'));
  }, 180_000);
  afterAll(() => app?.close());

  const openModels = async (page: string) => {
    await app.page.keyboard.press('Control+Comma');
    await app.page.getByRole('tab', { name: page, exact: true }).click();
  };
  const looked = async (model: string | undefined) =>
    expect
      .poll(async () => app.host.ask('knowledge.state'), PATIENT)
      .toMatchObject({ known: 8, total: 8, meanwhile: false, ...(model ? { model } : {}) });

  it('is chosen in the settings, looks at all garments, and is left again', async () => {
    const { page } = app;
    await openModels('Models');
    const choice = page.getByRole('combobox', { name: 'Search and attributes' });
    expect(await choice.inputValue()).toBe('Built-in models');
    await page.getByRole('row', { name: /tiny-clip Your own Pictures and words CC0/ }).waitFor();
    await choice.click();
    await page.getByRole('option', { name: 'tiny-clip' }).click();
    await looked('tiny-clip');
    expect(await choice.inputValue()).toBe('tiny-clip');
    expect(await app.faults()).toEqual([]);
    await choice.click();
    await page.getByRole('option', { name: 'Built-in models' }).click();
    await looked(undefined);
    expect((await app.host.ask('settings.get')).knowledge).toBeUndefined();
    await page.keyboard.press('Escape');
  });

  it('is named where it is gone, in both languages', async () => {
    const { page } = app;
    await app.host.ask('settings.set', { knowledge: 'tiny-clip' });
    rmSync(join(app.host.folder, 'models', 'tiny-clip'), { recursive: true });
    await page.getByRole('searchbox').first().fill('floral dress');
    const note = page.getByRole('status').filter({ hasText: 'tiny-clip' });
    await note.getByText('The model tiny-clip cannot be used: the built-in models answer.').waitFor();
    await page.getByText('Rose flower dress').first().waitFor();
    await note.getByRole('button', { name: 'Models' }).click();
    expect(await page.getByRole('combobox', { name: 'Search and attributes' }).inputValue()).toBe(
      'tiny-clip (not there)',
    );
    await app.host.ask('settings.set', { language: 'zh-CN' });
    const choice = page.getByRole('combobox', { name: '搜索与属性' });
    await choice.waitFor();
    expect(await choice.inputValue()).toBe('tiny-clip（不存在）');
    await choice.click();
    await page.getByRole('option', { name: '内置模型' }).click();
    await page.keyboard.press('Escape');
    await page.getByText('无法使用模型').waitFor({ state: 'hidden' });
    expect(app.complaints).toEqual([]);
  });
});
