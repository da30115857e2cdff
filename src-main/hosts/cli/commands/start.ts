/** `toile start`: the app in its own window, with Electron where it is there or can be had, else with a browser. */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { findBrowser, SOFTWARE_GL_FLAGS } from '../../launcher/browser.ts';
import { buildDesktop } from '../../launcher/desktop-build.ts';
import { fetchElectron, findElectron } from '../../launcher/electron.ts';
import { EXIT } from '../exit-codes.ts';
import { say } from '../output.ts';
import { dataDir, ROOT } from '../places.ts';
import { interruptible } from '../session.ts';
import { openBrowser, serve } from './serve.ts';

export interface StartFlags {
  dataDir?: string;
  /** False: the browser, without a look at Electron. */
  electron: boolean;
}

/** Runs until the window is closed or Ctrl-C. */
export async function start(files: readonly string[], flags: StartFlags): Promise<number> {
  const data = flags.dataDir === undefined ? dataDir() : resolve(flags.dataDir);
  let why = 'as you wished';
  if (flags.electron) {
    const missing = findElectron(ROOT)
      ? undefined
      : await fetchElectron(ROOT, {
          onDownload: () => say('Fetching Electron for the window, about 120 MB, once.'),
        });
    const electron = findElectron(ROOT);
    if (electron) {
      buildDesktop(ROOT, () => say('Building the window; this takes some seconds.'));
      say(`Toile opens in its own window (Electron ${electron.version}).`);
      return runElectron(electron.program, data, files);
    }
    why = `Electron is not here and ${missing ?? 'could not be fetched'}`;
  }
  const browser = findBrowser();
  if (browser) say(`Toile opens in a window of ${basename(browser)} (${why}).`);
  else say(`Toile opens in your browser (${why}).`);
  const open = (link: string): Promise<void> | undefined => {
    if (browser) return openAsApp(browser, link, join(data, 'browser'));
    openBrowser(link);
    return undefined;
  };
  return serve({ dataDir: data, port: 0, open: true }, open);
}

async function runElectron(program: string, data: string, files: readonly string[]): Promise<number> {
  return interruptible(async (signal) => {
    const child = spawn(program, [...asRoot(), ROOT, ...files.map((file) => resolve(file))], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, TOILE_DATA_DIR: data, TOILE_NODE: process.execPath },
    });
    signal.addEventListener('abort', () => child.kill(), { once: true });
    return (await ended(child)) === 0 || signal.aborted ? EXIT.ok : EXIT.internal;
  });
}

/** Options of a browser that shows one page as an app: a profile of its own, so that its window ends with it. */
export function appModeArguments(link: string, profile: string): string[] {
  return [
    `--app=${link}`,
    `--user-data-dir=${profile}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--window-size=1440,920',
    ...SOFTWARE_GL_FLAGS,
    ...asRoot(),
  ];
}

/** Chromium refuses to run as the system's administrator otherwise, as in a container. */
function asRoot(): string[] {
  return process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}

/** Ends when the window is closed; at once, with the address to be opened by hand, when there can be no window. */
async function openAsApp(browser: string, link: string, profile: string): Promise<void> {
  mkdirSync(profile, { recursive: true, mode: 0o700 });
  const began = Date.now();
  const child = spawn(browser, appModeArguments(link, profile), { stdio: 'ignore' });
  // A window without its app would show nothing but an error.
  const close = () => child.kill();
  process.once('exit', close);
  const code = await ended(child);
  process.off('exit', close);
  // One that could not open a window, as without a screen, leaves the address that was printed.
  if (code !== 0 || Date.now() - began < 3000) await new Promise(() => {});
}

function ended(child: ChildProcess): Promise<number> {
  return new Promise((done) => {
    child.once('error', () => done(-1));
    child.once('exit', (code) => done(code ?? -1));
  });
}
