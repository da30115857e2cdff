import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findBrowser } from '../../src-main/hosts/launcher/browser.ts';
import { type FakeBridge, openWindow, type TestWindow } from './window.ts';

const browser = findBrowser();

const OUTCOME = {
  picture: '00000000-0000-4000-8000-000000000009',
  confidence: 0.42,
  needsReview: true,
  reasons: ['arm crosses the garment'],
  ms: 900,
};

describe.skipIf(!browser)('fitting room', () => {
  let opened: TestWindow;
  beforeAll(async () => {
    opened = await openWindow(browser!);
    opened.page.setDefaultTimeout(20_000);
  });
  afterAll(() => opened?.close());
  beforeEach(async () => {
    await opened.page.reload();
  });

  type Fake = { fake: FakeBridge };
  const button = (name: string) => opened.page.getByRole('button', { name });
  const calls = () => opened.page.evaluate(() => (globalThis as unknown as Fake).fake.calls);
  const answer = (value: unknown) =>
    opened.page.evaluate((v) => (globalThis as unknown as Fake).fake.answer(v), value);
  const status = () => opened.page.getByRole('status');
  const choose = async () => {
    await button('Choose a client photo').click();
    await button('anna.jpg').waitFor();
    await button('Add garments').click();
    await opened.page.getByText('blouse.jpg').waitFor();
  };

  it('cannot try on before a client and a garment are chosen', async () => {
    expect(await button('Try on').isDisabled()).toBe(true);
    await choose();
    expect(await button('Try on').isDisabled()).toBe(false);
    await button('Remove: blouse.jpg').click();
    expect(await button('Try on').isDisabled()).toBe(true);
  });

  it('dresses, shows progress, the picture and what to look at, and saves', async () => {
    await choose();
    await opened.page.getByLabel('Tuck the top in').check();
    await button('Try on').click();
    await button('Cancel').waitFor();
    await opened.page.evaluate(() => (globalThis as unknown as Fake).fake.progress(0.5));
    await expect.poll(() => opened.page.getByLabel('Fitting').getAttribute('value')).toBe('0.5');
    await answer({ ok: true, outcome: OUTCOME });
    await opened.page.locator(`img[src="toile://picture/${OUTCOME.picture}"]`).waitFor({ state: 'attached' });
    const told = await status().textContent();
    for (const words of ['42 %', 'Have a look at this one', 'arm crosses the garment'])
      expect(told).toContain(words);
    await button('Save picture').click();
    await opened.page.getByText('Saved.').waitFor();
    const made = await calls();
    expect(made.map(([call]) => call)).toEqual(['pickPerson', 'pickGarments', 'tryOn', 'save']);
    expect(made[2][1]).toEqual({
      person: '00000000-0000-4000-8000-000000000001',
      garments: ['00000000-0000-4000-8000-000000000002'],
      tuck: true,
    });
  });

  it('says why it failed, and nothing when it was cancelled', async () => {
    await choose();
    await button('Try on').click();
    await button('Cancel').waitFor();
    const message = 'No person was found. Use a photo of a standing person.';
    await answer({ ok: false, failure: { code: 'no-person-found', message } });
    await opened.page.getByText(message).waitFor();

    await button('Try on').click();
    await button('Cancel').click();
    await button('Try on').waitFor();
    expect((await status().textContent())?.trim()).toBe('');
    expect((await calls()).map(([call]) => call).slice(-2)).toEqual(['tryOn', 'cancel']);
  });

  it('switches the language of every text', async () => {
    await opened.page.getByLabel('Language').selectOption('zh');
    await button('试穿').waitFor();
    expect(await opened.page.locator('main').getAttribute('lang')).toBe('zh');
    expect(await opened.page.locator('main').textContent()).not.toMatch(/client|garment|try on/i);
  });

  it('works with the keyboard alone', async () => {
    const { page } = opened;
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    const tabTo = async (name: string) => {
      for (let i = 0; i < 12; i++) {
        if ((await focused()) === name) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`Tab does not reach "${name}"`);
    };
    await tabTo('Choose a client photo');
    await page.keyboard.press('Enter');
    await button('anna.jpg').waitFor();
    await tabTo('Add garments');
    await page.keyboard.press('Space');
    await page.getByText('blouse.jpg').waitFor();
    await tabTo('Try on');
    await page.keyboard.press('Enter');
    await button('Cancel').waitFor();
    expect((await calls()).at(-1)?.[0]).toBe('tryOn');
  });

  it('asks nobody but itself, and keeps to its content policy', () => {
    expect(opened.strangers).toEqual([]);
    expect(opened.complaints).toEqual([]);
  });
});
