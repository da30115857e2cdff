/** The parts of the desktop app that know nothing of Electron. */

import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { UtilityProcess } from 'electron';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { DragOut } from '../../../../src-main/hosts/electron/drag-out.ts';
import { asUtilityChild, engineHome } from '../../../../src-main/hosts/electron/engine.ts';
import {
  MENU_COMMANDS,
  type MenuOptions,
  menuTemplate,
  textMenu,
} from '../../../../src-main/hosts/electron/menu.ts';
import { filesToOpen } from '../../../../src-main/hosts/electron/open-with.ts';
import { placesOf } from '../../../../src-main/hosts/electron/places.ts';
import { Recovery } from '../../../../src-main/hosts/electron/recovery.ts';
import { targetOf } from '../../../../src-main/hosts/electron/security.ts';
import { Taskbar } from '../../../../src-main/hosts/electron/taskbar.ts';
import { textsFor } from '../../../../src-main/hosts/electron/texts.ts';
import {
  type Bounds,
  readState,
  restoredState,
  SMALLEST,
  writeState,
} from '../../../../src-main/hosts/electron/window-state.ts';

const folder = await mkdtemp(join(tmpdir(), 'toile-parts-test-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const HASH = '0123456789abcdef'.repeat(4);
const TOKEN = '123e4567-e89b-42d3-a456-426614174000';

describe('addresses', () => {
  it('name files of the page, pictures and finished files', () => {
    expect(targetOf('toile://app/')).toEqual({ kind: 'page', file: 'index.html' });
    expect(targetOf('toile://app/assets/index-Bx_1.js?v=1')).toEqual({
      kind: 'page',
      file: 'assets/index-Bx_1.js',
    });
    expect(targetOf(`toile://app/asset/${HASH}`)).toEqual({ kind: 'picture', hash: HASH });
    expect(targetOf(`toile://app/asset/${HASH}?size=256`)).toEqual({
      kind: 'picture',
      hash: HASH,
      size: 256,
    });
    expect(targetOf(`toile://app/download/${TOKEN}`)).toEqual({ kind: 'download', token: TOKEN });
  });

  it.each([
    `toile://app/asset/${HASH}?size=257`,
    `toile://app/asset/${HASH}?size=`,
    `toile://app/asset/${HASH.toUpperCase()}`,
    `toile://app/asset/${HASH}/x`,
    'toile://app/asset/..%2F..%2Fetc%2Fpasswd',
    'toile://app/asset/',
    'toile://app/download/etc',
    'toile://app/%2e%2e/%2e%2e/etc/passwd%00',
    'toile://app/..%5c..%5cwindows',
    'toile://app//etc/passwd',
    'toile://app/a%00b',
    'toile://app/.env',
    'toile://app/assets/.hidden',
    'toile://app/C:/windows',
    'toile://app/%zz',
    'toile://other/index.html',
    'https://app/index.html',
    'nonsense',
  ])('%s is nothing', (url) => expect(targetOf(url)).toBeUndefined());

  it('never lead out of the folder of the page', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (path) => {
        const target = targetOf(`toile://app/${path}`);
        if (target?.kind === 'page') expect(join('/base', target.file).startsWith('/base/')).toBe(true);
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.constantFrom('..', '.', '%2e%2e', '%2f', '/', '\\', 'a', ':')), (parts) => {
        const target = targetOf(`toile://app/${parts.join('')}`);
        if (target?.kind === 'page') expect(join('/base', target.file).startsWith('/base/')).toBe(true);
      }),
    );
  });
});

describe('window state', () => {
  const main: Bounds = { x: 0, y: 25, width: 1920, height: 1055 };
  const left: Bounds = { x: -1280, y: 0, width: 1280, height: 1024 };
  const state = (bounds: Bounds, maximized = false) => ({ bounds, maximized, fullScreen: false });

  it('is as it was while its screen is there', () => {
    const bounds = { x: -1200, y: 100, width: 1100, height: 800 };
    expect(restoredState(state(bounds, true), [main, left])).toEqual(state(bounds, true));
  });

  it('comes back to the first screen when its own is gone', () => {
    const bounds = { x: -1200, y: 100, width: 1100, height: 800 };
    expect(restoredState(state(bounds), [main]).bounds).toEqual({ x: 410, y: 153, width: 1100, height: 800 });
    // A title bar above or below the screen cannot be taken hold of either.
    for (const y of [-300, 1070])
      expect(restoredState(state({ ...bounds, x: 100, y }), [main]).bounds).toMatchObject({ x: 410 });
  });

  it('fits the screen and is never too small', () => {
    const big = restoredState(state({ x: 0, y: 25, width: 5000, height: 5000 }), [main]).bounds;
    expect(big).toEqual({ ...main });
    const small = restoredState(state({ x: 0, y: 25, width: 200, height: 90 }), [main]).bounds;
    expect(small).toMatchObject(SMALLEST);
    const tiny: Bounds = { x: 0, y: 0, width: 800, height: 480 };
    expect(restoredState(undefined, [tiny]).bounds).toEqual(tiny);
  });

  it.each([undefined, null, 7, {}, state({ x: Number.NaN, y: 0, width: 1, height: 1 }), { bounds: 'big' }])(
    'starts in the middle when %j is stored',
    (stored) =>
      expect(restoredState(stored, [main]).bounds).toEqual({ x: 240, y: 93, width: 1440, height: 920 }),
  );

  it('survives a file that is missing, broken or cannot be written', async () => {
    const file = join(folder, 'new', 'window.json');
    expect(readState(file)).toBeUndefined();
    writeState(file, state(main));
    expect(readState(file)).toEqual(state(main));
    await writeFile(file, '{"bounds":');
    expect(readState(file)).toBeUndefined();
    writeState('/dev/null/window.json', state(main));
  });
});

describe('files to open', () => {
  const isFile = () => true;
  const open = (argv: string[], packaged = true) =>
    filesToOpen({ argv: ['toile', ...argv], packaged, cwd: '/home/anna', isFile });

  it('are the pictures among the arguments', () => {
    expect(
      open([
        '--type=x',
        '-v',
        'blouse.JPG',
        '/g/coat.heic',
        'file:///g/a%20b.png',
        'notes.txt',
        'blouse.JPG',
      ]),
    ).toEqual(['/home/anna/blouse.JPG', '/g/coat.heic', '/g/a b.png']);
    expect(open(['--', '-odd.jpg', '--'])).toEqual(['/home/anna/-odd.jpg']);
    expect(open(['.', 'a.png'], false)).toEqual(['/home/anna/a.png']);
  });

  it('are never addresses of elsewhere or folders, and not endlessly many', () => {
    expect(open(['https://example.com/a.jpg', 'toile://app/a.jpg', 'file://%zz/a.jpg', 'a\0.jpg'])).toEqual(
      [],
    );
    expect(filesToOpen({ argv: ['toile', '/'], packaged: true, cwd: '/' })).toEqual([]);
    expect(open(Array.from({ length: 900 }, (_, i) => `${i}.jpg`))).toHaveLength(500);
  });
});

describe('taskbar', () => {
  const job = (
    id: string,
    state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled',
    fraction?: number,
  ) => ({
    id,
    state,
    ...(fraction === undefined ? {} : { progress: { stage: '', fraction } }),
  });

  it('shows what runs together as one, never running backwards', () => {
    const bar = new Taskbar();
    expect(bar.hear(job('a', 'running'))).toEqual({ value: 2, mode: 'indeterminate' });
    expect(bar.hear(job('a', 'running', 0.5))).toEqual({ value: 0.5, mode: 'normal' });
    expect(bar.hear(job('b', 'waiting'))).toEqual({ value: 0.25, mode: 'normal' });
    expect(bar.hear(job('a', 'done'))).toEqual({ value: 0.5, mode: 'normal' });
    expect(bar.hear(job('b', 'running', 0.5)).value).toBe(0.75);
    expect(bar.hear(job('b', 'cancelled'))).toEqual({ value: -1, mode: 'none' });
    expect(bar.hear(job('c', 'running', 0.1)).value).toBe(0.1);
  });

  it('shows a failure until the user has looked or other work begins', () => {
    const bar = new Taskbar();
    bar.hear(job('a', 'running', 0.9));
    expect(bar.hear(job('a', 'failed')).mode).toBe('error');
    expect(bar.seen().mode).toBe('none');
    bar.hear(job('a', 'running', 0.9));
    bar.hear(job('a', 'failed'));
    expect(bar.hear(job('b', 'running', 0.2))).toEqual({ value: 0.2, mode: 'normal' });
  });

  it('takes no notice of jobs that ended before', () => {
    expect(new Taskbar().hear(job('old', 'failed'))).toEqual({ value: -1, mode: 'none' });
  });
});

describe('drag-out', () => {
  it('gives copies the names people know, and keeps no more than it must', async () => {
    const source = join(folder, 'finished');
    await writeFile(source, 'picture');
    const drags = new DragOut(join(folder, 'drags'));
    const first = drags.prepare({ file: source, fileName: 'anna - blouse.png' });
    expect(basename(first)).toBe('anna - blouse.png');
    await writeFile(first, 'changed by its receiver');
    expect(await readFile(source, 'utf8')).toBe('picture');
    for (const fileName of ['../../evil.png', '..\\evil.png', '/etc/evil.png'])
      expect(drags.prepare({ file: source, fileName })).toMatch(/drags[/\\][0-9a-f-]{36}[/\\]evil\.png$/);
    expect(basename(drags.prepare({ file: source, fileName: '..' }))).toBe('look-..');
    for (let i = 0; i < 20; i++) drags.prepare({ file: source, fileName: `${i}.png` });
    expect(existsSync(first)).toBe(false);
    expect(() => drags.prepare({ file: join(folder, 'gone'), fileName: 'a.png' })).toThrow();
    drags.clear();
    expect(existsSync(join(folder, 'drags'))).toBe(false);
  });
});

describe('menu', () => {
  const made: string[] = [];
  const options = (platform: NodeJS.Platform, more: Partial<MenuOptions> = {}): MenuOptions => ({
    platform,
    texts: textsFor('en', 'en'),
    keys: {},
    developing: false,
    actions: {
      command: (name) => made.push(name),
      openPictures: () => made.push('open'),
      showLicences: () => made.push('licences'),
    },
    ...more,
  });
  type Item = ReturnType<typeof menuTemplate>[number];
  const all = (items: readonly Item[]): Item[] =>
    items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? all(item.submenu) : [])]);

  it.each(['darwin', 'win32', 'linux'] as const)(
    'on %s offers every command once, and a way to end',
    (platform) => {
      const items = all(menuTemplate(options(platform)));
      const ids = items.map(({ id }) => id).filter((id) => id !== undefined && id in MENU_COMMANDS);
      expect(ids.toSorted()).toEqual(Object.keys(MENU_COMMANDS).toSorted());
      expect(items.filter(({ role }) => role === 'quit')).toHaveLength(1);
      expect(items.some(({ role }) => role === 'toggleDevTools')).toBe(false);
      made.length = 0;
      for (const item of items) (item.click as (() => void) | undefined)?.();
      expect(made).toHaveLength(Object.keys(MENU_COMMANDS).length + 2);
      const labels = items.map(({ label }) => label ?? '');
      expect(labels.some((label) => label.includes('&'))).toBe(platform !== 'darwin');
    },
  );

  it('shows keys but leaves them to the window, the user’s own before ours', () => {
    const keys = {
      'general.palette': 'Ctrl+Shift+P',
      'general.panels': 'Tab',
      'general.settings': '',
      'general.undo': 'Ctrl+U',
    };
    const items = all(menuTemplate(options('linux', { keys, developing: true })));
    const of = (id: string) => items.find((item) => item.id === id);
    expect(of('general.palette')).toMatchObject({
      accelerator: 'CmdOrCtrl+Shift+P',
      registerAccelerator: false,
    });
    // A key without Ctrl would be taken from whoever is typing.
    expect(of('general.panels')?.accelerator).toBeUndefined();
    expect(of('general.settings')?.accelerator).toBeUndefined();
    expect(of('general.undo')?.accelerator).toBe('CmdOrCtrl+U');
    expect(of('general.redo')?.accelerator).toBe('CmdOrCtrl+Shift+Z');
    expect(items.some(({ role }) => role === 'toggleDevTools')).toBe(true);
  });

  it('has every text in both languages', () => {
    const [en, zh] = [textsFor('en', 'zh-CN'), textsFor('system', 'zh-TW')];
    expect(Object.keys(zh)).toEqual(Object.keys(en));
    for (const [key, text] of Object.entries(zh)) if (key !== 'app') expect(text).toMatch(/\p{Script=Han}/u);
    expect(textsFor('system', 'de-CH')).toBe(en);
  });

  it('of text offers what can be done with it', () => {
    const editFlags = { canCut: false, canCopy: true, canPaste: true, canSelectAll: true };
    expect(textMenu({ isEditable: false, selectionText: ' ', editFlags })).toBeUndefined();
    expect(textMenu({ isEditable: false, selectionText: 'a', editFlags })).toEqual([
      { role: 'copy', enabled: true },
    ]);
    expect(textMenu({ isEditable: true, selectionText: '', editFlags })).toContainEqual({
      role: 'cut',
      enabled: false,
    });
  });
});

describe('recovery', () => {
  it('shows the page anew, and asks when it breaks four times in a minute', () => {
    const recovery = new Recovery();
    expect(recovery.afterBreak('clean-exit', 0)).toBe('ignore');
    expect([0, 1, 2].map((at) => recovery.afterBreak('crashed', at * 1000))).toEqual(Array(3).fill('reload'));
    expect(recovery.afterBreak('oom', 59_000)).toBe('ask');
    expect(new Recovery().afterBreak('killed', 0)).toBe('reload');
    const slow = new Recovery();
    for (let i = 0; i < 20; i++) expect(slow.afterBreak('crashed', i * 30_000)).toBe('reload');
  });
});

describe('engine', () => {
  const packaged = {
    packaged: true,
    appPath: '/opt/Toile/resources/app.asar',
    resourcesPath: '/opt/Toile/resources',
    platform: 'linux' as const,
    env: { TOILE_NODE: '/usr/bin/node' },
  };
  const entry = '/opt/Toile/resources/app.asar.unpacked/out/engine/engine.mjs';

  it('runs on the Node that is shipped, else in a utility process', () => {
    expect(engineHome({ ...packaged, exists: () => true })).toEqual({
      entry,
      node: '/opt/Toile/resources/node/node',
    });
    expect(engineHome({ ...packaged, exists: () => false })).toEqual({ entry });
  });

  it('runs on the Node that started the app while developing', () => {
    const home = { ...packaged, packaged: false, appPath: '/src/toile', exists: () => true };
    expect(engineHome(home)).toEqual({ entry: '/src/toile/out/engine/engine.mjs', node: '/usr/bin/node' });
    expect(engineHome({ ...home, env: { TOILE_NODE: 'node' } }).node).toBeUndefined();
    expect(engineHome({ ...home, env: {} }).node).toBeUndefined();
  });

  it('in a utility process hears, tells once, and is ended at once even before it began', async () => {
    const { spawn } = await import('node:child_process');
    const sleeper = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    await new Promise((resolve) => sleeper.once('spawn', resolve));
    const ended = new Promise((resolve) => sleeper.once('exit', (_code, signal) => resolve(signal)));
    const posted: unknown[] = [];
    const child = Object.assign(new EventEmitter(), {
      pid: undefined as number | undefined,
      stderr: new EventEmitter(),
      postMessage: (message: unknown) => posted.push(message),
      kill: () => true,
    });
    const engine = asUtilityChild(child as unknown as UtilityProcess);
    const heard: unknown[] = [];
    engine.onMessage((message) => heard.push(message));
    engine.onExit((why) => heard.push(why));
    engine.onErrorOutput((text) => heard.push(text));
    engine.send({ type: 'request', id: 1, method: 'probe', input: {} });
    child.emit('message', { type: 'ready' });
    child.stderr.emit('data', Buffer.from('warning'));
    engine.kill();
    child.pid = sleeper.pid;
    child.emit('spawn');
    expect(await ended).toBe('SIGKILL');
    child.emit('exit', 9);
    engine.send({ type: 'request', id: 2, method: 'probe', input: {} });
    expect(posted).toHaveLength(1);
    expect(heard).toEqual([{ type: 'ready' }, 'warning', 'exit code 9']);
  });
});

describe('places', () => {
  it('are inside the package, or in the source tree', () => {
    const common = { appPath: '/opt/T/resources/app.asar', resourcesPath: '/opt/T/resources', dataDir: '/d' };
    expect(placesOf({ ...common, packaged: true })).toMatchObject({
      preload: '/opt/T/resources/app.asar/out/preload/index.cjs',
      models: '/opt/T/resources/models',
      resources: '/opt/T/resources/resources',
      profile: '/d/desktop',
    });
    expect(placesOf({ ...common, appPath: '/src', packaged: false })).toMatchObject({
      models: '/src/.toile/models',
      resources: '/src/resources',
    });
  });
});
