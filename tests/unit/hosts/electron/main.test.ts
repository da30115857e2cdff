/** The desktop app as a whole over a fake Electron: locked-down window, checked senders, life cycle. */

import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  CALL_CHANNEL,
  DRAG_CHANNEL,
  EVENT_CHANNEL,
  LISTENING_CHANNEL,
  UPLOAD_CHANNEL,
} from '../../../../src-main/contract/bridge.ts';
import type { StudioEvent } from '../../../../src-main/contract/calls/index.ts';
import type { JobView } from '../../../../src-main/contract/calls/jobs.ts';
import type { StudioOptions } from '../../../../src-main/hosts/electron/open-studio.ts';
import {
  FakeBrowserWindow,
  type FakeElectron,
  type FakeMenuItem,
  FakeNotification,
  fakeElectron,
} from './fake-electron.ts';

const TOKEN = '123e4567-e89b-42d3-a456-426614174000';
const HASH = 'a'.repeat(64);
/** As the app under test knows it: its modules are loaded anew for every test. */
let StudioError: typeof import('../../../../src-main/contract/errors.ts').StudioError;
const folder = await mkdtemp(join(tmpdir(), 'toile-electron-test-'));
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeAll(() => {
  vi.stubEnv('TOILE_DATA_DIR', folder);
  vi.stubEnv('ELECTRON_RENDERER_URL', 'http://evil.example');
});

/** A studio that remembers what it is asked. */
function fakeStudio() {
  const heard: ((event: StudioEvent) => void)[] = [];
  return {
    calls: [] as [string, unknown][],
    uploads: [] as [unknown, string][],
    closed: false,
    settings: {} as Record<string, unknown>,
    slow: undefined as Promise<void> | undefined,
    options: undefined as StudioOptions | undefined,
    emit: (event: StudioEvent) => {
      for (const handler of heard) handler(event);
    },
    async call(name: string, input: unknown) {
      if (name === 'settings.get') return { ok: true as const, output: this.settings };
      this.calls.push([name, input]);
      if (name === 'looks.edit') await this.slow;
      return { ok: true as const, output: 'answered' };
    },
    on(handler: (event: StudioEvent) => void) {
      heard.push(handler);
      return () => {};
    },
    async upload(source: AsyncIterable<Uint8Array> | string, name: string) {
      if (typeof source === 'string' && source.includes('missing'))
        throw new StudioError('file-not-found', 'This file is gone.');
      let seen: unknown = source;
      if (typeof source !== 'string') {
        const pieces: Uint8Array[] = [];
        for await (const piece of source) pieces.push(piece);
        seen = Buffer.concat(pieces);
      }
      this.uploads.push([seen, name]);
      return { token: TOKEN, name: basename(name), bytes: 3 };
    },
    async pictureFile(hash: string) {
      if (hash !== HASH) throw new StudioError('not-in-library', 'No such picture.');
      return { file: join(folder, 'picture.png'), mediaType: 'image/png' };
    },
    downloadFile: () => ({ file: join(folder, 'picture.png'), fileName: 'anna-look.png' }),
    async close() {
      this.closed = true;
    },
  };
}

let electron: FakeElectron;
let studio: ReturnType<typeof fakeStudio>;

async function startApp(
  prepare: (fake: FakeElectron) => void = () => {},
  opening?: () => Error,
): Promise<void> {
  vi.resetModules();
  FakeBrowserWindow.made = [];
  electron = fakeElectron();
  studio = fakeStudio();
  prepare(electron);
  vi.doMock('electron', () => electron);
  vi.doMock('../../../../src-main/hosts/electron/open-studio.ts', () => ({
    openStudio: (options: StudioOptions) => {
      if (opening) throw opening();
      studio.options = options;
      return studio;
    },
  }));
  ({ StudioError } = await import('../../../../src-main/contract/errors.ts'));
  Object.assign(process, { resourcesPath: '/opt/Toile/resources' });
  await import('../../../../src-main/hosts/electron/main.ts');
  await new Promise((resolve) => setTimeout(resolve, 10));
}

const window = () => FakeBrowserWindow.made.at(-1) as FakeBrowserWindow;
const sent = () => window().webContents.sent;
/** Emits an event that can be prevented, and says whether it was. */
function prevented(emitter: NodeJS.EventEmitter, name: string, fields: object = {}): boolean {
  let stopped = false;
  emitter.emit(name, { preventDefault: () => (stopped = true), ...fields });
  return stopped;
}

beforeAll(() => writeFile(join(folder, 'picture.png'), 'png'));

describe('a window that is locked down', () => {
  beforeEach(() => startApp());

  it('is sandboxed and isolated, before anything is ready', () => {
    expect(electron.app.calls).toContain('enableSandbox');
    // no other switch: each could open what is closed
    expect(electron.app.calls.filter((call) => call.startsWith('--'))).toEqual([
      '--enable-unsafe-swiftshader',
    ]);
    expect(window().options.webPreferences).toMatchObject({
      preload: '/opt/Toile/resources/app.asar/out/preload/index.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
    });
    expect(FakeBrowserWindow.made).toHaveLength(1);
    expect(electron.protocol.schemes).toMatchObject([
      { scheme: 'toile', privileges: { standard: true, secure: true, bypassCSP: false } },
    ]);
  });

  it('loads its own page, whatever the environment says when packaged', () => {
    expect(window().urls).toEqual(['toile://app/index.html']);
  });

  it('refuses every permission but its own page writing to the clipboard', () => {
    const { handlers } = electron.session.defaultSession;
    const asked = (permission: string, url: string, isMainFrame = true) => {
      let granted: boolean | undefined;
      handlers.permissionRequest(
        ...([
          null,
          permission,
          (yes: boolean) => (granted = yes),
          { isMainFrame, requestingUrl: url },
        ] as never[]),
      );
      const checked = handlers.permissionCheck(...([null, permission, url, { isMainFrame }] as never[]));
      expect(checked).toBe(granted);
      return granted;
    };
    const page = 'toile://app/index.html';
    for (const permission of [
      'media',
      'geolocation',
      'notifications',
      'clipboard-read',
      'display-capture',
      'openExternal',
      'fileSystem',
      'usb',
      'unknown',
    ])
      expect([permission, asked(permission, page)]).toEqual([permission, false]);
    expect(asked('clipboard-sanitized-write', page)).toBe(true);
    expect(asked('clipboard-sanitized-write', page, false)).toBe(false);
    expect(asked('clipboard-sanitized-write', 'https://example.com')).toBe(false);
    expect(handlers.device(...([{}] as never[]))).toBe(false);
    let stream: unknown;
    handlers.displayMedia(...([{}, (given: unknown) => (stream = given)] as never[]));
    expect(stream).toEqual({});
  });

  it('cancels requests to anything but its own scheme', () => {
    const cancelled = (url: string) => {
      let answer: { cancel?: boolean } = {};
      electron.session.defaultSession.handlers.beforeRequest(
        ...([{ url }, (given: object) => (answer = given)] as never[]),
      );
      return answer.cancel;
    };
    expect(cancelled('toile://app/assets/index.js')).toBe(false);
    expect(cancelled('blob:toile://app/1234')).toBe(false);
    for (const url of [
      'https://example.com/',
      'http://127.0.0.1:9222/',
      'http://evil.example/',
      'ws://evil.example/',
      'file:///etc/passwd',
      'devtools://devtools/bundled/inspector.html',
      'chrome://settings',
      'toile://other/index.html',
      'toile://user@app/index.html',
      'data:text/html,<script>1</script>',
    ])
      expect([url, cancelled(url)]).toEqual([url, true]);
  });

  it('opens no window, goes nowhere, attaches no webview, downloads nothing', () => {
    const { webContents } = window();
    expect(webContents.openHandler?.()).toEqual({ action: 'deny' });
    for (const name of ['will-navigate', 'will-frame-navigate']) {
      expect(prevented(webContents, name, { url: 'https://example.com', isMainFrame: true })).toBe(true);
      expect(prevented(webContents, name, { url: 'toile://app/index.html', isMainFrame: true })).toBe(false);
      expect(prevented(webContents, name, { url: 'toile://app/index.html', isMainFrame: false })).toBe(true);
    }
    expect(prevented(webContents, 'will-redirect')).toBe(true);
    expect(prevented(webContents, 'will-attach-webview')).toBe(true);
    expect(prevented(electron.session.defaultSession, 'will-download')).toBe(true);
  });

  it('hears no channel that is not in the contract', () => {
    expect(electron.channels().sort()).toEqual(
      [CALL_CHANNEL, UPLOAD_CHANNEL, DRAG_CHANNEL, LISTENING_CHANNEL].sort(),
    );
  });
});

describe('messages', () => {
  beforeEach(() => startApp());

  it('hands calls over and their answers back', async () => {
    expect(await electron.invoke(CALL_CHANNEL, ['app.info', undefined])).toEqual({
      ok: true,
      output: 'answered',
    });
    expect(studio.calls).toEqual([['app.info', undefined]]);
  });

  it('listens to nobody but the page in the main frame of the window', async () => {
    const strangers = [
      { sender: {} },
      { senderFrame: null },
      { senderFrame: { url: 'toile://app/index.html' } },
    ];
    for (const from of strangers)
      for (const channel of [CALL_CHANNEL, UPLOAD_CHANNEL])
        await expect(electron.invoke(channel, ['app.info'], from)).rejects.toThrow('may not call');
    window().webContents.mainFrame.url = 'https://example.com/';
    await expect(electron.invoke(CALL_CHANNEL, ['app.info'])).rejects.toThrow('may not call');
    electron.post(DRAG_CHANNEL, [TOKEN]);
    expect(studio.calls).toEqual([]);
    expect(window().webContents.drags).toEqual([]);
  });

  it('takes files by path or bytes and refuses any other shape', async () => {
    await electron.invoke(UPLOAD_CHANNEL, [{ name: 'a.jpg', path: '/pictures/a.jpg' }]);
    await electron.invoke(UPLOAD_CHANNEL, [{ name: 'b.png', bytes: new Uint8Array([1, 2]) }]);
    expect(studio.uploads).toEqual([
      ['/pictures/a.jpg', 'a.jpg'],
      [Buffer.from([1, 2]), 'b.png'],
    ]);
    for (const shape of [
      undefined,
      'a.jpg',
      { name: 'a', path: 'relative.jpg' },
      { name: '', path: '/a' },
      { name: 'a', bytes: [1, 2] },
      { name: 'a', path: '/a', bytes: new Uint8Array(1) },
    ])
      expect(await electron.invoke(UPLOAD_CHANNEL, [shape])).toMatchObject({
        ok: false,
        error: { code: 'invalid-input' },
      });
    expect(await electron.invoke(UPLOAD_CHANNEL, [{ name: 'a', path: '/missing.jpg' }])).toMatchObject({
      ok: false,
      error: { code: 'file-not-found' },
    });
  });

  it('drags a copy with the name the user knows', async () => {
    electron.post(DRAG_CHANNEL, ['/etc/passwd']);
    expect(window().webContents.drags).toEqual([]);
    electron.post(DRAG_CHANNEL, [TOKEN]);
    const [{ file }] = window().webContents.drags;
    expect(basename(file)).toBe('anna-look.png');
    expect(await readFile(file, 'utf8')).toBe('png');
  });

  it('serves the page, pictures and finished files with the content policy', async () => {
    const ask = (url: string, method = 'GET') => electron.protocol.handlers.toile({ url, method });
    const picture = await ask(`toile://app/asset/${HASH}`);
    expect(picture.status).toBe(200);
    expect(picture.headers.get('content-type')).toBe('image/png');
    expect(picture.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await picture.text()).toBe('png');
    expect((await ask(`toile://app/asset/${'b'.repeat(64)}`)).status).toBe(404);
    expect((await ask(`toile://app/download/${TOKEN}`)).headers.get('cache-control')).toBe('no-store');
    expect((await ask('toile://app/assets/gone.js')).status).toBe(404);
    expect((await ask(`toile://app/asset/${HASH}`, 'POST')).status).toBe(405);
  });
});

describe('what the system shows', () => {
  beforeEach(() => startApp());

  it('stays awake over a batch, and says when it has ended that nobody looks at', () => {
    const counts = { waiting: 0, running: 1, done: 4, failed: 1, cancelled: 0, needsReview: 2, total: 6 };
    const at = '2026-01-01T00:00:00.000Z';
    const batch = { id: TOKEN, name: 'Autumn', elsewhere: false, counts, createdAt: at, updatedAt: at };
    const goes = (state: 'running' | 'paused' | 'done') =>
      studio.emit({ type: 'batch', batch: { ...batch, state } });
    FakeNotification.shown = [];
    goes('running');
    expect(electron.powerSaveBlocker.awake.size).toBe(1);
    goes('paused');
    expect(electron.powerSaveBlocker.awake.size).toBe(0);
    goes('running');
    goes('done');
    expect(FakeNotification.shown).toEqual([]);
    window().lookedAt = false;
    goes('running');
    goes('done');
    goes('done');
    expect(FakeNotification.shown.map(({ options }) => options)).toEqual([
      { title: 'Autumn', body: '4 done · 2 to review · 1 failed' },
    ]);
    FakeNotification.shown[0].emit('click');
    expect(sent().at(-1)).toContainEqual({ type: 'command', command: 'general.batch' });
    expect(electron.powerSaveBlocker.awake.size).toBe(0);
  });

  it('asks before a window over a batch that is made is closed', async () => {
    const counts = { waiting: 1, running: 1, done: 4, failed: 0, cancelled: 0, needsReview: 0, total: 6 };
    const at = '2026-01-01T00:00:00.000Z';
    const batch = { id: TOKEN, name: 'Autumn', elsewhere: false, counts, createdAt: at, updatedAt: at };
    studio.emit({ type: 'batch', batch: { ...batch, state: 'running' } });
    electron.dialog.choice = 2;
    window().close();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect([window().destroyed, window().hidden]).toEqual([false, false]);
    electron.dialog.choice = 0;
    window().close();
    await vi.waitFor(() => expect(window().hidden).toBe(true));
    expect(window().destroyed).toBe(false);
    const asked = electron.app.calls.length;
    electron.dialog.choice = 1;
    window().close();
    await vi.waitFor(() => expect(electron.app.calls.slice(asked)).toEqual(['quit']));
    window().close();
    expect(window().destroyed).toBe(true);
    electron.dialog.choice = 0;
  });

  it('sends events on and shows the progress of jobs', () => {
    const job: JobView = {
      id: TOKEN,
      kind: 'export',
      state: 'running',
      subject: '',
      items: [],
      createdAt: '2026-01-01T00:00:00.000Z',
    };
    studio.emit({ type: 'job', job: { ...job, progress: { stage: 'x', fraction: 0.25 } } });
    expect(sent().at(-1)?.[0]).toBe(EVENT_CHANNEL);
    expect(window().progress.at(-1)).toEqual([0.25, { mode: 'normal' }]);
    studio.emit({ type: 'job', job: { ...job, state: 'done' } });
    expect(window().progress.at(-1)).toEqual([-1, { mode: 'none' }]);
  });

  it('runs commands of the window from the menu, in the language of the settings', async () => {
    const labels = (items: FakeMenuItem[]): string[] =>
      items.flatMap((item) => [item.label ?? '', ...labels(item.submenu ?? [])]);
    const find = (items: FakeMenuItem[], id: string): FakeMenuItem | undefined =>
      items.find((item) => item.id === id) ?? items.map((i) => find(i.submenu ?? [], id)).find((i) => i);
    expect(labels(electron.Menu.application)).toContain('Settings…');
    find(electron.Menu.application, 'general.studio')?.click?.();
    expect(sent().at(-1)).toEqual([EVENT_CHANNEL, { type: 'command', command: 'general.studio' }]);
    studio.settings = { language: 'zh-CN', theme: 'light' };
    studio.emit({ type: 'changed', what: 'settings' });
    await vi.waitFor(() => expect(labels(electron.Menu.application)).toContain('设置…'));
    expect(electron.nativeTheme.themeSource).toBe('light');
  });

  it('asks where to save, adds the ending, and replaces a file by a whole one only', async () => {
    const { saveFile } = studio.options as StudioOptions;
    expect(await saveFile(join(folder, 'picture.png'), 'look.png')).toBe(false);
    electron.dialog.saveAs = join(folder, 'saved');
    expect(await saveFile(join(folder, 'picture.png'), 'look.png')).toBe(true);
    expect(await readFile(join(folder, 'saved.png'), 'utf8')).toBe('png');
    await expect(saveFile(join(folder, 'no-such.png'), 'look.png')).rejects.toMatchObject({
      code: 'output-unwritable',
    });
    expect(await readFile(join(folder, 'saved.png'), 'utf8')).toBe('png');
    electron.dialog.saveAs = join(folder, 'no-folder', 'saved.png');
    await expect(saveFile(join(folder, 'picture.png'), 'look.png')).rejects.toMatchObject({
      code: 'output-unwritable',
    });
  });
});

describe('opening files', () => {
  it('tells the page once it listens, and never before', async () => {
    const first = join(folder, 'first.jpg');
    await writeFile(first, 'x');
    const argv = process.argv;
    process.argv = ['toile', '--flag', first, 'not-there.jpg', __filename];
    try {
      await startApp();
    } finally {
      process.argv = argv;
    }
    expect(electron.app.lockData).toEqual({ files: [first] });
    expect(studio.uploads).toEqual([]);
    electron.post(LISTENING_CHANNEL);
    await vi.waitFor(() =>
      expect(sent()).toContainEqual([
        EVENT_CHANNEL,
        { type: 'opened', uploads: [{ token: TOKEN, name: 'first.jpg' }] },
      ]),
    );
    // A second start hands its files over and comes to the front.
    window().minimized = true;
    electron.app.emit('second-instance', {}, [], '/', { files: ['/b.png', '/etc/passwd', 7] });
    await vi.waitFor(() => expect(studio.uploads.map(([source]) => source)).toEqual([first, '/b.png']));
    expect(window().minimized).toBe(false);
    expect(window().focused).toBe(1);
    electron.app.emit('second-instance', {}, [], '/', { files: 'nonsense' });
    // The page goes: what is opened meanwhile waits for it.
    window().webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false });
    electron.app.emit('open-file', { preventDefault() {} }, '/c.heic');
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(studio.uploads).toHaveLength(2);
    electron.post(LISTENING_CHANNEL);
    await vi.waitFor(() => expect(studio.uploads).toHaveLength(3));
  });

  it('says so when a file cannot be opened', async () => {
    await startApp();
    electron.post(LISTENING_CHANNEL);
    electron.app.emit('open-file', { preventDefault() {} }, '/missing.jpg');
    await vi.waitFor(() => expect(electron.dialog.errors).toEqual(['This file is gone.']));
    expect(sent().map(([, event]) => (event as StudioEvent).type)).not.toContain('opened');
  });
});

describe('life cycle', () => {
  it('ends at once where another one runs', async () => {
    await startApp((fake) => {
      fake.app.firstInstance = false;
    });
    expect(electron.app.calls).toContain('quit');
    expect(FakeBrowserWindow.made).toEqual([]);
    expect(studio.options).toBeUndefined();
  });

  it('says why it cannot start, and ends', async () => {
    await startApp(
      undefined,
      () => new StudioError('library-too-new', 'The library is newer than this Toile.'),
    );
    expect(electron.dialog.errors).toEqual(['The library is newer than this Toile.']);
    expect(electron.app.exitCode).toBe(1);
    expect(FakeBrowserWindow.made).toEqual([]);
  });

  it('comes back where it was left', async () => {
    await startApp();
    window().maximized = true;
    window().close();
    await startApp();
    expect(window().options).toMatchObject({ x: 10, y: 20, width: 1300, height: 800, show: false });
    window().emit('ready-to-show');
    expect(window().maximized).toBe(true);
    expect(window().shown).toBe(1);
    await rm(join(folder, 'desktop'), { recursive: true, force: true });
  });

  it('finishes what was asked for and closes the library before it ends', async () => {
    await startApp();
    let finish = () => {};
    studio.slow = new Promise((resolve) => {
      finish = resolve;
    });
    const edit = electron.invoke(CALL_CHANNEL, ['looks.edit', {}]);
    window().close();
    expect(prevented(electron.app, 'will-quit')).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(studio.closed).toBe(false);
    expect(electron.app.exitCode).toBeUndefined();
    finish();
    expect(await edit).toMatchObject({ ok: true });
    await vi.waitFor(() => expect(electron.app.exitCode).toBe(0));
    expect(studio.closed).toBe(true);
    expect(prevented(electron.app, 'will-quit')).toBe(false);
    expect(existsSync(join('/tmp', `toile-drag-${process.pid}`))).toBe(false);
  });

  it('shows the page anew when it breaks, and asks when it keeps breaking', async () => {
    await startApp();
    const { webContents } = window();
    webContents.emit('render-process-gone', {}, { reason: 'clean-exit' });
    expect(webContents.reloads).toBe(0);
    for (let i = 1; i <= 3; i++) {
      webContents.emit('render-process-gone', {}, { reason: i === 2 ? 'oom' : 'crashed' });
      expect(webContents.reloads).toBe(i);
    }
    electron.dialog.choice = 0;
    webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    await vi.waitFor(() => expect(electron.app.calls).toContain('relaunch'));
    expect(webContents.reloads).toBe(3);
  });

  it('asks once when the page hangs', async () => {
    await startApp();
    electron.dialog.choice = 1;
    window().emit('unresponsive');
    window().emit('unresponsive');
    await vi.waitFor(() => expect(window().webContents.crashes).toBe(1));
    electron.dialog.choice = 0;
    window().emit('unresponsive');
    window().emit('responsive');
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(window().webContents.crashes).toBe(1);
  });
});
