/** The app in a real browser over a real web host with fresh data. */

import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium, type Locator, type Page } from '@playwright/test';
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
  /**
   * Serious faults of accessibility on the page as it is, as readable lines.
   *
   * @param what colours: contrast alone, for a page that was judged in another theme
   */
  faults(what?: Judged): Promise<string[]>;
  /** The same of every menu on the page, opened one after another; at least one has to be there. */
  menuFaults(what?: Judged): Promise<string[]>;
  close(): Promise<void>;
}

export type Judged = 'all' | 'colours';

async function faultsOf(builder: AxeBuilder, what: Judged = 'all'): Promise<string[]> {
  // what is in order takes most of the time to list
  builder.options({ resultTypes: ['violations'] });
  if (what === 'colours') builder.withRules('color-contrast');
  else builder.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']);
  const { violations } = await builder.analyze();
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} (${node.failureSummary})`).join('; ')}`,
  );
}

/** Of buttons that stand alike in rows, as those of a table do, the first. */
async function eachKind(buttons: Locator[]): Promise<Locator[]> {
  const kinds = new Map<string, Locator>();
  for (const button of buttons) {
    const kind = await button.evaluate((node) => `${node.parentElement?.className} ${node.className}`);
    if (!kinds.has(kind)) kinds.set(kind, button);
  }
  return [...kinds.values()];
}

async function menuFaults(page: Page, what?: Judged): Promise<string[]> {
  const faults: string[] = [];
  const all = await page.locator('[aria-haspopup="menu"]:visible').all();
  const buttons = await eachKind(all);
  if (buttons.length === 0) throw new Error('There is no menu on the page');
  for (const button of buttons) {
    const name = await button.evaluate((node) => node.getAttribute('aria-label') ?? node.textContent);
    await button.click();
    const menu = page.getByRole('menu');
    await menu.waitFor();
    await page.waitForTimeout(250);
    if (!(await menu.evaluate((node) => node.contains(document.activeElement))))
      faults.push(`menu of ${name}: does not take the focus`);
    faults.push(
      ...(await faultsOf(new AxeBuilder({ page }).include('[role="menu"]'), what)).map(
        (fault) => `menu of ${name}: ${fault}`,
      ),
    );
    await page.keyboard.press('Escape');
    await menu.waitFor({ state: 'hidden' });
  }
  return faults;
}

/** Opens the newest photo of a client in the studio, from any room of an English window, and waits for it. */
export async function openStudioOf(page: Page, client: RegExp): Promise<void> {
  await page.getByRole('button', { name: 'Clients', exact: true }).click();
  await page.getByRole('button', { name: client }).click();
  await page
    .getByRole('button', { name: /in the studio/ })
    .first()
    .click();
  await page.locator('[data-shown]').first().waitFor();
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
      ask: <T>(call: string, input?: unknown) => host.ask(call as never, input as never) as Promise<T>,
      faults: (what) => faultsOf(new AxeBuilder({ page }), what),
      menuFaults: (what) => menuFaults(page, what),
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
