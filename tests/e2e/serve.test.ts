/** `toile serve` in a real browser: the link, the session, the rules of the page, and the sample boutique on show. */

import { type Browser, chromium, type Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBrowser, HEADLESS_FLAGS } from '../../src-main/hosts/launcher/browser.ts';
import { openWebHost, type TestHost } from '../fixtures/web-host.ts';

const executablePath = findBrowser();

describe.skipIf(!executablePath)('the app in a browser', () => {
  let host: TestHost;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    host = await openWebHost();
    browser = await chromium.launch({ executablePath, args: HEADLESS_FLAGS });
    page = await browser.newPage();
    page.setDefaultTimeout(30_000);
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('response', (response) => {
      if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol.startsWith('http') && origin !== host.host.origin) complaints.push(request.url());
    });
    await page.goto(host.link);
    await page.waitForURL(`${host.host.origin}/`);
  });
  afterAll(async () => {
    await browser?.close();
    await host?.close();
  });

  it('shows what is imported meanwhile, with pictures', async () => {
    await host.loadDemo();
    await page.getByText('Rose flower dress').first().waitFor();
    await page.waitForFunction(() => {
      const pictures = [...document.images];
      return pictures.length >= 8 && pictures.every((image) => image.complete && image.naturalWidth > 0);
    });
  });

  it('stays signed in when it is loaded again, while the link is used up', async () => {
    await page.reload();
    await page.getByText('Rose flower dress').first().waitFor();
    const other = await browser.newContext();
    const stranger = await other.newPage();
    expect((await stranger.goto(host.link))?.status()).toBe(401);
    expect((await stranger.goto(`${host.host.origin}/`))?.status()).toBe(401);
    await other.close();
  });

  it('lets no other page in, and no script that is not its own', async () => {
    const foreign = await page.evaluate(async () => {
      const script = document.createElement('script');
      script.textContent = 'window.intruded = true';
      document.head.append(script);
      return { ran: 'intruded' in window, cookie: document.cookie };
    });
    expect(foreign).toEqual({ ran: false, cookie: '' });
    // The page said so itself, and that is all it complained about.
    expect(complaints.filter((text) => !/inline script/.test(text))).toEqual([]);
    expect(complaints.length).toBeGreaterThan(0);
  });
});
