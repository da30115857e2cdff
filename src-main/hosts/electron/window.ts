/** Window: makes the one window, where it was left, guarded, and brought back when its page breaks or hangs. */

import type { BrowserWindow as BrowserWindowClass, Display, Menu as MenuClass } from 'electron';
import type { Dialogs } from './dialogs.ts';
import { guardContents } from './guard.ts';
import { textMenu } from './menu.ts';
import { Recovery } from './recovery.ts';
import { ORIGIN, webPreferences } from './security.ts';
import { readState, restoredState, SMALLEST, writeState } from './window-state.ts';

/** Colour of the panels, shown until the page is. */
const BACKGROUND = '#262626';

export interface WindowOptions {
  BrowserWindow: typeof BrowserWindowClass;
  Menu: typeof MenuClass;
  /** The screens, the main one first. */
  displays: readonly Pick<Display, 'workArea'>[];
  preload: string;
  icon?: string;
  stateFile: string;
  dialogs: Pick<Dialogs, 'hung' | 'broke'>;
  devServer?: string;
  /** The page is gone or goes: it hears nothing until it says so. */
  onPageGone(): void;
  restart(): void;
  quit(): void;
}

export function openWindow(options: WindowOptions): BrowserWindowClass {
  const { BrowserWindow, Menu, devServer, stateFile } = options;
  const state = restoredState(
    readState(stateFile),
    options.displays.map(({ workArea }) => workArea),
  );
  const window = new BrowserWindow({
    ...state.bounds,
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    show: false,
    title: 'Toile',
    backgroundColor: BACKGROUND,
    ...(options.icon === undefined ? {} : { icon: options.icon }),
    webPreferences: webPreferences(options.preload),
  });
  const { webContents } = window;
  guardContents(webContents, devServer);

  window.once('ready-to-show', () => {
    if (state.maximized) window.maximize();
    if (state.fullScreen) window.setFullScreen(true);
    window.show();
  });
  window.on('close', () => {
    writeState(stateFile, {
      bounds: window.getNormalBounds(),
      maximized: window.isMaximized(),
      fullScreen: window.isFullScreen(),
    });
  });
  // The page's own title is its room's; the window is the app's.
  window.on('page-title-updated', (event) => event.preventDefault());

  webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) options.onPageGone();
  });
  webContents.on('context-menu', (_event, params) => {
    const items = textMenu(params);
    if (items) Menu.buildFromTemplate(items).popup({ window });
  });
  keepAlive(window, options);
  void window.loadURL(devServer ?? `${ORIGIN}/index.html`);
  return window;
}

function keepAlive(window: BrowserWindowClass, { dialogs, onPageGone, restart, quit }: WindowOptions): void {
  const { webContents } = window;
  const recovery = new Recovery();
  webContents.on('render-process-gone', (_event, { reason }) => {
    onPageGone();
    const next = recovery.afterBreak(reason, Date.now());
    if (next === 'reload' && !window.isDestroyed()) webContents.reload();
    else if (next === 'ask')
      void dialogs.broke().then((choice) => (choice === 'restart' ? restart() : quit()));
  });
  let hanging: AbortController | undefined;
  window.on('unresponsive', () => {
    if (hanging) return;
    const mine = new AbortController();
    hanging = mine;
    void dialogs.hung(mine.signal).then((choice) => {
      if (hanging === mine) hanging = undefined;
      // Ends the page's process, which brings it back as after a break.
      if (choice === 'reload' && !window.isDestroyed()) webContents.forcefullyCrashRenderer();
    });
  });
  window.on('responsive', () => {
    hanging?.abort();
    hanging = undefined;
  });
}
