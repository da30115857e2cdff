/** Finds a Chromium-family browser for rendering and browser tests, or installs one for the test command. */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Flags for headless runs that must not reach the network and may run as root. */
export const HEADLESS_FLAGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Adds WebGL by software, as a machine without a graphics card has it: the page itself is then put together without WebGL.
 * (With `--use-angle=swiftshader` the page, too, would go through it, which takes four times as long a frame.)
 */
export const SOFTWARE_GL_FLAGS = ['--enable-unsafe-swiftshader'];

const KNOWN_PATHS: Partial<Record<NodeJS.Platform, string[]>> = {
  linux: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
    '/snap/bin/chromium',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [
    join(process.env.PROGRAMFILES ?? 'C:\\Program Files', 'Google\\Chrome\\Application\\chrome.exe'),
    join(
      process.env['PROGRAMFILES(X86)'] ?? 'C:\\Program Files (x86)',
      'Microsoft\\Edge\\Application\\msedge.exe',
    ),
    join(process.env.LOCALAPPDATA ?? 'C:\\', 'Google\\Chrome\\Application\\chrome.exe'),
  ],
};

/** Path of a browser: TOILE_CHROMIUM, the system's, or the one Playwright fetched; undefined when there is none. */
export function findBrowser(): string | undefined {
  const named = process.env.TOILE_CHROMIUM;
  if (named) return existsSync(named) ? named : undefined;
  const known = (KNOWN_PATHS[process.platform] ?? []).find((path) => existsSync(path));
  if (known) return known;
  try {
    const { chromium } = createRequire(import.meta.url)('@playwright/test') as {
      chromium: { executablePath(): string };
    };
    const own = chromium.executablePath();
    return existsSync(own) ? own : undefined;
  } catch {
    return undefined;
  }
}

/** Has the system's package manager install a package, where this process may use it. */
function installPackage(root: string, name: string): void {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return;
  const run = (...args: string[]) =>
    spawnSync('apt-get', args, { cwd: root, stdio: 'ignore', timeout: 600_000 });
  run('update', '-qq');
  run('install', '-y', '-qq', '--no-install-recommends', name);
}

/** Has a Redis for the tests of many machines where one can be installed; without one they are skipped. */
export function ensureRedis(root: string, say: (text: string) => void): void {
  const isThere = () => spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0;
  if (isThere()) return;
  say('no redis-server found; installing it for the tests of many machines ...');
  installPackage(root, 'redis-server');
  if (!isThere()) say('tests of many machines: skipped: no redis-server');
}

/**
 * Like {@link findBrowser}, but installs one when there is none: Playwright's own download, else the
 * system's package manager where this process may use it.
 *
 * @throws Error with the next step when no browser could be had.
 */
export function ensureBrowser(root: string, say: (text: string) => void): string {
  const found = findBrowser();
  if (found) return found;
  say('no browser found; installing Chromium for the browser tests ...');
  const run = (command: string, args: string[]): boolean =>
    spawnSync(command, args, { cwd: root, stdio: 'ignore', timeout: 600_000 }).status === 0;
  const cli = join(root, 'node_modules', '@playwright', 'test', 'cli.js');
  if (!run(process.execPath, [cli, 'install', 'chromium'])) installPackage(root, 'chromium');
  const installed = findBrowser();
  if (installed) return installed;
  throw new Error(
    'Browser tests expected Chromium, Chrome or Edge but found none and could not install one. ' +
      'Install one, or set TOILE_CHROMIUM to its path, and run this again.',
  );
}
