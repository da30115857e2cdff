/** Electron host: one sandboxed window over the core, reached by the contract's calls and by nothing else. */

import { fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { app, BrowserWindow, dialog, ipcMain, protocol, session } from 'electron';
import { CALL_CHANNEL, PROGRESS_CHANNEL } from '../../contract/desktop.ts';
import { createCore } from '../../services/core.ts';
import { asEngineChild } from '../../services/engine-child.ts';
import { createDesktop } from './desktop.ts';
import { CONTENT_SECURITY_POLICY, mayLoad, SCHEME, targetOf, webPreferences } from './security.ts';

const devServer = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL;
const rendererDir = join(import.meta.dirname, '../renderer');
const installDir = app.isPackaged ? process.resourcesPath : app.getAppPath();

const PICTURES = ['jpg', 'jpeg', 'png', 'webp', 'avif', 'tif', 'tiff', 'gif', 'heic', 'heif'];
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

protocol.registerSchemesAsPrivileged([
  { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);

if (!app.requestSingleInstanceLock()) app.quit();
else void app.whenReady().then(open);

async function open(): Promise<void> {
  const core = createCore({
    dataDir: app.getPath('userData'),
    modelsDirs: [
      app.isPackaged ? join(installDir, 'models') : join(installDir, '.toile', 'models'),
      join(app.getPath('userData'), 'models'),
    ],
    resourcesDir: join(installDir, 'resources'),
    spawn: () =>
      asEngineChild(
        fork(join(import.meta.dirname, 'engine.js'), [], {
          stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
          serialization: 'advanced',
          execArgv: [],
        }),
      ),
  });
  const window = new BrowserWindow({
    width: 1280,
    height: 860,
    minWidth: 820,
    minHeight: 560,
    backgroundColor: '#3a3a3a',
    webPreferences: webPreferences(join(import.meta.dirname, '../preload/index.cjs')),
  });
  const desktop = createDesktop({
    core,
    dialogs: {
      openPictures: async (many) => {
        const { filePaths } = await dialog.showOpenDialog(window, {
          properties: many ? ['openFile', 'multiSelections'] : ['openFile'],
          filters: [{ name: 'Pictures', extensions: PICTURES }],
        });
        return filePaths;
      },
      savePicture: async (suggested) => {
        const { canceled, filePath } = await dialog.showSaveDialog(window, {
          defaultPath: suggested,
          filters: [{ name: 'PNG', extensions: ['png'] }],
        });
        return canceled ? undefined : filePath;
      },
    },
    onProgress: (progress) => {
      window.setProgressBar(progress.fraction < 1 ? progress.fraction : -1);
      window.webContents.send(PROGRESS_CHANNEL, progress);
    },
  });

  guard(window);
  protocol.handle(SCHEME, async (request) => {
    const target = targetOf(request.url);
    const file =
      target?.kind === 'picture'
        ? desktop.fileOf(target.token)
        : target?.kind === 'app'
          ? join(rendererDir, target.file)
          : undefined;
    if (!file) return new Response('not found', { status: 404 });
    try {
      return new Response(new Uint8Array(await readFile(file)), {
        headers: {
          'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
          'content-security-policy': CONTENT_SECURITY_POLICY,
          'x-content-type-options': 'nosniff',
        },
      });
    } catch {
      return new Response('not found', { status: 404 });
    }
  });
  ipcMain.handle(CALL_CHANNEL, (event, call: unknown, input: unknown) => {
    if (event.senderFrame !== window.webContents.mainFrame) throw new Error('call from an unknown frame');
    return desktop.handle(call, input).finally(() => window.isDestroyed() || window.setProgressBar(-1));
  });
  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  window.on('closed', () => {
    void Promise.all([desktop.close(), core.close()]).finally(() => app.quit());
  });
  await window.loadURL(devServer ?? `${SCHEME}://app/index.html`);
}

/** No permissions, no navigation away, no new windows, no requests to anything but our own scheme. */
function guard(window: BrowserWindow): void {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
  session.defaultSession.setPermissionCheckHandler(() => false);
  session.defaultSession.webRequest.onBeforeRequest((details, callback) =>
    callback({ cancel: !mayLoad(details.url, devServer) }),
  );
  window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  window.webContents.on('will-navigate', (event) => event.preventDefault());
  window.webContents.on('will-attach-webview', (event) => event.preventDefault());
}
