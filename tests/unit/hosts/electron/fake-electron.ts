/** Fake of Electron: remembers what the app sets up, and lets a test act as the system, the window and the page. */

import { EventEmitter } from 'node:events';

type Handler = (...args: never[]) => unknown;

export class FakeWebContents extends EventEmitter {
  readonly mainFrame = { url: 'toile://app/index.html' };
  readonly sent: [channel: string, payload: unknown][] = [];
  readonly drags: { file: string }[] = [];
  openHandler: (() => unknown) | undefined;
  reloads = 0;
  crashes = 0;
  send(channel: string, payload: unknown): void {
    this.sent.push([channel, payload]);
  }
  setWindowOpenHandler(handler: () => unknown): void {
    this.openHandler = handler;
  }
  reload(): void {
    this.reloads++;
  }
  forcefullyCrashRenderer(): void {
    this.crashes++;
  }
  startDrag(item: { file: string }): void {
    this.drags.push(item);
  }
}

export class FakeBrowserWindow extends EventEmitter {
  static made: FakeBrowserWindow[] = [];
  readonly webContents = new FakeWebContents();
  readonly options: Record<string, unknown>;
  readonly progress: [value: number, options: unknown][] = [];
  readonly urls: string[] = [];
  shown = 0;
  focused = 0;
  minimized = false;
  maximized = false;
  destroyed = false;
  constructor(options: Record<string, unknown>) {
    super();
    this.options = options;
    FakeBrowserWindow.made.push(this);
  }
  loadURL = async (url: string) => void this.urls.push(url);
  show = () => void this.shown++;
  focus = () => void this.focused++;
  maximize = () => {
    this.maximized = true;
  };
  setFullScreen = () => {};
  isMaximized = () => this.maximized;
  isFullScreen = () => false;
  isMinimized = () => this.minimized;
  restore = () => {
    this.minimized = false;
  };
  isDestroyed = () => this.destroyed;
  getNormalBounds = () => ({ x: 10, y: 20, width: 1300, height: 800 });
  hidden = false;
  hide = () => {
    this.hidden = true;
  };
  lookedAt = true;
  isFocused = () => this.lookedAt;
  setProgressBar = (value: number, options: unknown) => void this.progress.push([value, options]);
  /** As when the user closes it. */
  close(): void {
    let stays = false;
    this.emit('close', {
      preventDefault() {
        stays = true;
      },
    });
    if (stays) return;
    this.destroyed = true;
    this.emit('closed');
  }
}

class FakeSession extends EventEmitter {
  readonly handlers: Record<string, Handler> = {};
  readonly webRequest = {
    onBeforeRequest: (handler: Handler) => {
      this.handlers.beforeRequest = handler;
    },
  };
  setPermissionRequestHandler = (handler: Handler) => {
    this.handlers.permissionRequest = handler;
  };
  setPermissionCheckHandler = (handler: Handler) => {
    this.handlers.permissionCheck = handler;
  };
  setDevicePermissionHandler = (handler: Handler) => {
    this.handlers.device = handler;
  };
  setDisplayMediaRequestHandler = (handler: Handler) => {
    this.handlers.displayMedia = handler;
  };
}

class FakeApp extends EventEmitter {
  isPackaged = true;
  locale = 'en-GB';
  firstInstance = true;
  lockData: unknown;
  readonly paths: Record<string, string> = { temp: '/tmp' };
  readonly calls: string[] = [];
  exitCode: number | undefined;
  getAppPath = () => '/opt/Toile/resources/app.asar';
  getVersion = () => '1.2.3';
  getLocale = () => this.locale;
  getPath = (name: string) => this.paths[name];
  setPath = (name: string, path: string) => {
    this.paths[name] = path;
  };
  enableSandbox = () => void this.calls.push('enableSandbox');
  commandLine = { appendSwitch: (name: string) => void this.calls.push(`--${name}`) };
  setAboutPanelOptions = () => {};
  requestSingleInstanceLock = (data: unknown) => {
    this.lockData = data;
    return this.firstInstance;
  };
  whenReady = async () => {};
  quit = () => void this.calls.push('quit');
  relaunch = () => void this.calls.push('relaunch');
  exit = (code: number) => {
    this.exitCode = code;
  };
}

export interface FakeMenuItem {
  id?: string;
  role?: string;
  label?: string;
  accelerator?: string;
  registerAccelerator?: boolean;
  click?: () => void;
  submenu?: FakeMenuItem[];
}

export class FakeNotification extends EventEmitter {
  static shown: FakeNotification[] = [];
  static isSupported = () => true;
  readonly options: { title: string; body: string };
  constructor(options: { title: string; body: string }) {
    super();
    this.options = options;
  }
  show = () => void FakeNotification.shown.push(this);
}

export function fakeElectron() {
  const ipcHandlers = new Map<string, Handler>();
  const ipc = new EventEmitter();
  const fake = {
    app: new FakeApp(),
    BrowserWindow: FakeBrowserWindow,
    ipcMain: {
      handle: (channel: string, handler: Handler) => void ipcHandlers.set(channel, handler),
      on: (channel: string, handler: Handler) => void ipc.on(channel, handler as () => void),
    },
    Menu: {
      application: [] as FakeMenuItem[],
      buildFromTemplate: (template: FakeMenuItem[]) => template,
      setApplicationMenu: (menu: FakeMenuItem[]) => {
        fake.Menu.application = menu;
      },
    },
    dialog: {
      saveAs: undefined as string | undefined,
      errors: [] as string[],
      choice: 0,
      showOpenDialog: async () => ({ canceled: true, filePaths: [] as string[] }),
      showSaveDialog: async () => ({ canceled: !fake.dialog.saveAs, filePath: fake.dialog.saveAs ?? '' }),
      showMessageBox: async () => ({ response: fake.dialog.choice }),
      showErrorBox: (_title: string, text: string) => void fake.dialog.errors.push(text),
    },
    nativeImage: {
      createFromPath: (path: string) => ({ isEmpty: () => false, resize: () => ({ path }) }),
    },
    nativeTheme: { themeSource: 'system' },
    protocol: {
      schemes: [] as unknown[],
      handlers: {} as Record<string, (request: { url: string; method: string }) => Promise<Response>>,
      registerSchemesAsPrivileged: (schemes: unknown[]) => void fake.protocol.schemes.push(...schemes),
      handle: (scheme: string, handler: never) => {
        fake.protocol.handlers[scheme] = handler;
      },
    },
    screen: {
      getPrimaryDisplay: () => ({ id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1040 } }),
      getAllDisplays: () => [{ id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1040 } }],
    },
    session: { defaultSession: new FakeSession() },
    shell: { openPath: async () => '' },
    powerSaveBlocker: {
      awake: new Set<number>(),
      start: () => {
        fake.powerSaveBlocker.awake.add(7);
        return 7;
      },
      stop: (id: number) => void fake.powerSaveBlocker.awake.delete(id),
    },
    Notification: FakeNotification,
    utilityProcess: { fork: () => new EventEmitter() },
    /** Sends as the page's frame would; by default the window's own. */
    invoke: (channel: string, args: unknown[], from: { sender?: unknown; senderFrame?: unknown } = {}) => {
      const { webContents } = FakeBrowserWindow.made.at(-1) as FakeBrowserWindow;
      const event = { sender: webContents, senderFrame: webContents.mainFrame, ...from };
      return ipcHandlers.get(channel)?.(...([event, ...args] as never[])) as Promise<unknown>;
    },
    post: (channel: string, args: unknown[] = [], from: { senderFrame?: unknown } = {}) => {
      const { webContents } = FakeBrowserWindow.made.at(-1) as FakeBrowserWindow;
      ipc.emit(channel, { sender: webContents, senderFrame: webContents.mainFrame, ...from }, ...args);
    },
    channels: () => [...ipcHandlers.keys(), ...ipc.eventNames().map(String)],
  };
  return fake;
}

export type FakeElectron = ReturnType<typeof fakeElectron>;
