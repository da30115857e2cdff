/** The app in a real browser over a real web host with fresh data. */

import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium, type Page } from '@playwright/test';
import { HEADLESS_FLAGS } from '../../src-main/hosts/launcher/browser.ts';
import { openWebHost, type TestHost } from '../fixtures/web-host.ts';

export interface AppWindow {
  host: TestHost;
  page: Page;
  /** Addresses asked for outside the host's own. */
  strangers: string[];
  /** Script errors, and refusals by the content policy. */
  complaints: string[];
  /** Asks the core directly, past the window. */
  ask<T>(call: string, input?: unknown): Promise<T>;
  /** Serious faults of accessibility on the page as it is, as readable lines. */
  faults(): Promise<string[]>;
  close(): Promise<void>;
}

export async function openApp(browserPath: string): Promise<AppWindow> {
  const host = await openWebHost();
  let browser: Browser | undefined;
  try {
    browser = await chromium.launch({ executablePath: browserPath, args: HEADLESS_FLAGS });
    const context = await browser.newContext({
      locale: 'en-GB',
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    const strangers: string[] = [];
    const complaints: string[] = [];
    const { origin } = new URL(host.link);
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(origin) && !/^(data|blob):/.test(url)) strangers.push(url);
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) complaints.push(message.text());
    });
    await page.goto(host.link);
    const opened = browser;
    return {
      host,
      page,
      strangers,
      complaints,
      ask: async <T>(call: string, input?: unknown) => {
        const answer = await host.studio.call(call as never, input as never);
        if (!answer.ok) throw new Error(answer.error.message);
        return answer.output as T;
      },
      faults: async () => {
        const { violations } = await new AxeBuilder({ page })
          .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
          .analyze();
        return violations.map(
          ({ id, nodes }) =>
            `${id}: ${nodes.map((node) => `${node.target} (${node.failureSummary})`).join('; ')}`,
        );
      },
      close: async () => {
        await opened.close();
        await host.close();
      },
    };
  } catch (error) {
    await browser?.close();
    await host.close();
    throw error;
  }
}
