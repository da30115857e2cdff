/** A headless browser with the drawing page loaded, and the small local server it loads from. */

import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { HEADLESS_FLAGS, SOFTWARE_GL_FLAGS } from '../../../src-main/hosts/launcher/browser.ts';
import type { RenderedPicture, SceneSpec } from './scene-types.ts';

const HTML = `<!doctype html><meta charset="utf-8"><script type="importmap">
{"imports":{"three":"/three/build/three.module.js","three/addons/":"/three/examples/jsm/"}}
</script><script type="module" src="/resources/samples/render/page.ts"></script>`;

const TYPES: Record<string, string> = {
  '.ts': 'text/javascript',
  '.js': 'text/javascript',
  '.png': 'image/png',
};

/** Serves the listed folders under their prefixes; TypeScript is served with its types stripped. */
function serve(folders: Record<string, string>): Promise<Server> {
  const server = createServer(async (request, response) => {
    try {
      const url = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
      if (url === '/') {
        response.setHeader('content-type', 'text/html').end(HTML);
        return;
      }
      const [, prefix, ...rest] = url.split('/');
      const root = folders[prefix];
      const file = root === undefined ? '' : path.join(root, ...rest);
      if (root === undefined || !file.startsWith(root + path.sep))
        throw new Error('outside the served folders');
      const type = TYPES[path.extname(file)];
      if (type) response.setHeader('content-type', type);
      const content = await readFile(file);
      response.end(file.endsWith('.ts') ? stripTypeScriptTypes(content.toString('utf8')) : content);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

/** Starts the browser; `executable` is a Chromium or Chrome, or undefined for Playwright's own. */
export class Studio {
  private readonly server: Server;
  private readonly browser: Browser;
  private readonly page: Page;

  private constructor(server: Server, browser: Browser, page: Page) {
    this.server = server;
    this.browser = browser;
    this.page = page;
  }

  static async open(folders: Record<string, string>, executable: string | undefined): Promise<Studio> {
    const server = await serve(folders);
    const browser = await chromium.launch({
      args: [...HEADLESS_FLAGS, ...SOFTWARE_GL_FLAGS, '--force-color-profile=srgb'],
      ...(executable ? { executablePath: executable } : {}),
    });
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction('window.drawScene !== undefined', undefined, { timeout: 30_000 }).catch(() => {
      throw new Error(`the drawing page did not start: ${problems.join('; ')}`);
    });
    return new Studio(server, browser, page);
  }

  /** Draws one scene. */
  async draw(scene: SceneSpec): Promise<RenderedPicture> {
    return this.page.evaluate(
      (spec) => (window as unknown as { drawScene(s: SceneSpec): Promise<RenderedPicture> }).drawScene(spec),
      scene,
    );
  }

  async close(): Promise<void> {
    await this.browser.close();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
