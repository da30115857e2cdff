/** Electron host: one sandboxed window over the core, reached by the contract's calls and by nothing else. */

import { join } from 'node:path';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  Notification,
  nativeImage,
  nativeTheme,
  powerSaveBlocker,
  protocol,
  screen,
  session,
  shell,
  utilityProcess,
} from 'electron';
import { EVENT_CHANNEL } from '../../contract/bridge.ts';
import { AppSettings } from '../../contract/calls/app.ts';
import type { BatchCard } from '../../contract/calls/batches.ts';
import type { StudioEvent } from '../../contract/calls/index.ts';
import { StudioError } from '../../contract/errors.ts';
import type { Studio } from '../../services/app/studio.ts';
import { dataDir } from '../cli/places.ts';
import { BatchWatch, outcomeWords } from './batch-watch.ts';
import { Dialogs } from './dialogs.ts';
import { DragOut } from './drag-out.ts';
import { engineHome, spawnEngine, UTILITY_OPTIONS } from './engine.ts';
import { guardSession } from './guard.ts';
import { hearWindow, type Messages } from './ipc.ts';
import { desktopLog } from './log.ts';
import { menuTemplate } from './menu.ts';
import { openStudio } from './open-studio.ts';
import { filesToOpen, isPicture } from './open-with.ts';
import { placesOf } from './places.ts';
import { answerRequest } from './protocol.ts';
import { SCHEME, SCHEME_PRIVILEGES } from './security.ts';
import { Taskbar, type TaskbarProgress } from './taskbar.ts';
import { textsFor } from './texts.ts';
import { openWindow } from './window.ts';

/** Milliseconds that calls under way and the library get to end when the app is closed. */
const QUIT_MS = 10_000;

const devServer = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL;
const surroundings = {
  packaged: app.isPackaged,
  appPath: app.getAppPath(),
  resourcesPath: process.resourcesPath,
  dataDir: dataDir(),
};
const places = placesOf(surroundings);
const log = desktopLog(process.env.TOILE_LOG);

app.enableSandbox();
// the 3D view is drawn by the processor where there is no graphics card; the page is our own, so that is safe
app.commandLine.appendSwitch('enable-unsafe-swiftshader');
// The library is where the command line and the browser find it; one that is kept elsewhere is another app.
app.setPath('userData', places.profile);
app.setPath('sessionData', join(places.profile, 'session'));
protocol.registerSchemesAsPrivileged([SCHEME_PRIVILEGES]);

/** Pictures to open that the page has not been told of. */
const toOpen: string[] = filesToOpen({
  argv: process.argv,
  packaged: app.isPackaged,
  cwd: process.cwd(),
});
let window: BrowserWindow | undefined;
let studio: Studio | undefined;
let messages: Messages | undefined;
let pageListens = false;
let settings = AppSettings.parse({});
const taskbar = new Taskbar();
const batchWatch = new BatchWatch();
/** Nobody is asked any more whether the window may close. */
let leaving = false;
/** What keeps the computer from sleeping. */
let awake: number | undefined;

const texts = () => textsFor(settings.language, app.getLocale());
const dialogs = new Dialogs(dialog, () => window, texts);
const tell = (event: StudioEvent): void => {
  if (window && !window.isDestroyed()) window.webContents.send(EVENT_CHANNEL, event);
};

app.on('open-file', (event, path) => {
  event.preventDefault();
  if (isPicture(path)) toOpen.push(path);
  void openWaiting();
});

app.on('second-instance', (_event, _argv, _cwd, data) => {
  const files = (data as { files?: unknown } | undefined)?.files;
  if (Array.isArray(files))
    toOpen.push(...files.filter((file): file is string => typeof file === 'string' && isPicture(file)));
  if (messages) show();
  void openWaiting();
});

// The second one knows its own folder: it sends what it was asked to open, and ends.
if (app.requestSingleInstanceLock({ files: toOpen })) void app.whenReady().then(start);
else app.quit();

async function start(): Promise<void> {
  guardSession(session.defaultSession, devServer);
  const drags = new DragOut(join(app.getPath('temp'), `toile-drag-${process.pid}`));
  const home = engineHome({ ...surroundings, platform: process.platform, env: process.env });
  let opened: Studio;
  try {
    opened = openStudio({
      dataDir: surroundings.dataDir,
      modelsDir: places.models,
      packagesDir: places.packages,
      resourcesDir: places.resources,
      locale: app.getLocale(),
      version: app.getVersion(),
      log,
      spawn: () => spawnEngine(home, (entry) => utilityProcess.fork(entry, [], UTILITY_OPTIONS)),
      saveFile: (file, fileName) => dialogs.saveFile(file, fileName),
      chooseFolder: (purpose) => dialogs.chooseFolder(purpose),
      openFolder: async (folder) => void (await shell.openPath(folder)),
    });
  } catch (error) {
    log.error('cannot start', { cause: traceOf(error) });
    dialogs.cannotStart(error instanceof Error ? error.message : String(error));
    app.exit(1);
    return;
  }
  studio = opened;
  protocol.handle(SCHEME, (request) =>
    answerRequest(request, {
      rendererDir: places.rendererDir,
      source: opened,
      ...(devServer === undefined ? {} : { devServer }),
    }),
  );
  messages = hearWindow(
    ipcMain,
    () => (window?.isDestroyed() ? undefined : window?.webContents),
    {
      call: (name, input) => opened.call(name, input),
      upload: (source, name) => opened.upload(source, name),
      dragOut: (token) => {
        const file = drags.prepare(opened.downloadFile(token));
        const picture = nativeImage.createFromPath(file);
        const icon = picture.isEmpty() ? nativeImage.createFromPath(places.icon) : picture;
        window?.webContents.startDrag({ file, icon: icon.resize({ height: 96 }) });
      },
      listening: () => {
        pageListens = true;
        void openWaiting();
      },
      report: (error) => log.error('a message of the window failed', { cause: traceOf(error) }),
    },
    devServer,
  );
  opened.on((event) => {
    tell(event);
    if (event.type === 'job') showProgress(taskbar.hear(event.job));
    if (event.type === 'batch') followBatch(event.batch);
    if (event.type === 'changed' && event.what === 'settings') void applySettings(opened);
  });
  await applySettings(opened);
  app.setAboutPanelOptions({
    applicationName: 'Toile',
    applicationVersion: app.getVersion(),
    copyright: 'AGPL-3.0-or-later',
    iconPath: places.icon,
  });
  show();

  app.on('activate', show);
  app.on('window-all-closed', () => {
    // On a Mac the app stays until it is quit.
    if (process.platform !== 'darwin') app.quit();
  });
  let ended = false;
  app.on('will-quit', (event) => {
    if (ended) return;
    event.preventDefault();
    ended = true;
    void end(opened, drags).finally(() => app.exit(0));
  });
}

/** Everything the page has asked for is done, and the library closed, before the process ends. */
async function end(opened: Studio, drags: DragOut): Promise<void> {
  const late = setTimeout(() => {
    log.error('the library was not closed in time');
    app.exit(0);
  }, QUIT_MS);
  await messages?.settled(QUIT_MS / 2);
  await opened.close().catch((error) => log.error('the library was not closed', { cause: traceOf(error) }));
  drags.clear();
  clearTimeout(late);
}

/** Brings the window to the front, and makes one where there is none. */
function show(): void {
  if (window && !window.isDestroyed()) {
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
    return;
  }
  const main = screen.getPrimaryDisplay();
  window = openWindow({
    BrowserWindow,
    Menu,
    displays: [main, ...screen.getAllDisplays().filter(({ id }) => id !== main.id)],
    preload: places.preload,
    // Elsewhere the icon is the program's own.
    ...(process.platform === 'linux' ? { icon: places.icon } : {}),
    stateFile: join(places.profile, 'window.json'),
    dialogs,
    ...(devServer === undefined ? {} : { devServer }),
    onPageGone: () => {
      pageListens = false;
    },
    restart: () => {
      leaving = true;
      app.relaunch();
      app.quit();
    },
    quit: () => {
      leaving = true;
      app.quit();
    },
  });
  window.on('close', (event) => {
    if (leaving || !batchWatch.busy) return;
    // Quitting closes the window, too: it is asked for in the same way.
    event.preventDefault();
    void leaveBatch();
  });
  window.on('focus', () => showProgress(taskbar.seen()));
  window.on('closed', () => {
    window = undefined;
    pageListens = false;
  });
  showProgress(taskbar.shown());
}

let asking = false;

/** Asks what becomes of the batch that is made. */
async function leaveBatch(): Promise<void> {
  if (asking) return;
  asking = true;
  const choice = await dialogs.batchRuns().finally(() => {
    asking = false;
  });
  if (choice === 'go-on') window?.hide();
  if (choice !== 'stop') return;
  leaving = true;
  app.quit();
}

/** Hands the pictures over that are to be opened, once the page can hear of it. */
async function openWaiting(): Promise<void> {
  if (!pageListens || !studio || toOpen.length === 0) return;
  const files = toOpen.splice(0);
  const uploads: { token: string; name: string }[] = [];
  for (const file of files) {
    try {
      const { token, name } = await studio.upload(file, file);
      uploads.push({ token, name });
    } catch (error) {
      const why = error instanceof StudioError ? error.code : traceOf(error);
      log.warn('a file could not be opened', { why });
      if (error instanceof StudioError) dialog.showErrorBox(texts().openPictures, error.message);
    }
  }
  if (uploads.length > 0) tell({ type: 'opened', uploads });
}

async function applySettings(opened: Studio): Promise<void> {
  const answer = await opened.call('settings.get', undefined);
  if (answer.ok) settings = AppSettings.parse(answer.output);
  nativeTheme.themeSource = settings.theme;
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(
      menuTemplate({
        platform: process.platform,
        texts: texts(),
        keys: settings.keys,
        developing: !app.isPackaged,
        actions: {
          command: (command) => {
            show();
            tell({ type: 'command', command });
          },
          openPictures: () => {
            void dialogs.openPictures().then((files) => {
              toOpen.push(...files);
              show();
              return openWaiting();
            });
          },
          showLicences: () => void shell.openPath(places.credits),
        },
      }),
    ),
  );
}

/** No sleep while a batch is made; the system says when one has ended that nobody looks at. */
function followBatch(batch: BatchCard): void {
  const { busy, ended } = batchWatch.hear(batch);
  if (busy) awake ??= powerSaveBlocker.start('prevent-app-suspension');
  else if (awake !== undefined) {
    powerSaveBlocker.stop(awake);
    awake = undefined;
  }
  if (!ended || (window && !window.isDestroyed() && window.isFocused()) || !Notification.isSupported())
    return;
  const note = new Notification({ title: ended.name, body: outcomeWords(ended.counts, texts()) });
  note.on('click', () => {
    show();
    tell({ type: 'command', command: 'general.batch' });
  });
  note.show();
}

function showProgress({ value, mode }: TaskbarProgress): void {
  if (window && !window.isDestroyed()) window.setProgressBar(value, { mode });
}

function traceOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
