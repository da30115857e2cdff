/** Menu: the native menu as plain data; what an entry does is a command of the window or a name the app knows. */

import type { MenuItemConstructorOptions } from 'electron';
import type { Texts } from './texts.ts';

/** Commands of the window that the menu offers, with the keys the window runs them by. */
export const MENU_COMMANDS = {
  'general.settings': 'CmdOrCtrl+,',
  'general.library': undefined,
  'general.clients': undefined,
  'general.studio': undefined,
  'general.batch': undefined,
  'general.panels': 'CmdOrCtrl+\\',
  'general.dim': undefined,
  'general.palette': 'CmdOrCtrl+K',
  'general.keys': undefined,
  'general.undo': 'CmdOrCtrl+Z',
  'general.redo': 'CmdOrCtrl+Shift+Z',
  'general.export': 'CmdOrCtrl+E',
} as const satisfies Record<string, string | undefined>;

export type MenuCommand = keyof typeof MENU_COMMANDS;

export interface MenuActions {
  /** Runs a command of the window. */
  command(name: MenuCommand): void;
  openPictures(): void;
  showLicences(): void;
}

export interface MenuOptions {
  platform: NodeJS.Platform;
  texts: Texts;
  actions: MenuActions;
  /** Keys the user gave to commands, as settings hold them: "Ctrl+Shift+K"; '' for none. */
  keys: Readonly<Record<string, string>>;
  /** Adds what is of use while developing. */
  developing: boolean;
}

type Item = MenuItemConstructorOptions;
const LINE: Item = { type: 'separator' };

export function menuTemplate({ platform, texts, actions, keys, developing }: MenuOptions): Item[] {
  const mac = platform === 'darwin';
  const label = (text: string): string => (mac ? text.replace(/\(&\w\)|&/g, '') : text);
  const command = (name: MenuCommand, text: string): Item => ({
    id: name,
    label: text,
    ...shownKeys(name, keys),
    click: () => actions.command(name),
  });
  const settings = command('general.settings', texts.settings);
  const licences: Item = { id: 'licences', label: texts.licences, click: () => actions.showLicences() };
  const app: Item = {
    label: texts.app,
    submenu: [
      { role: 'about' },
      licences,
      LINE,
      settings,
      LINE,
      { role: 'services' },
      LINE,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      LINE,
      { role: 'quit' },
    ],
  };
  const file: Item = {
    label: label(texts.file),
    submenu: [
      {
        id: 'open-pictures',
        label: texts.openPictures,
        accelerator: 'CmdOrCtrl+O',
        click: () => actions.openPictures(),
      },
      command('general.export', texts.exportLook),
      LINE,
      ...(mac ? [{ role: 'close' } as Item] : [settings, LINE, { role: 'quit' } as Item]),
    ],
  };
  const edit: Item = {
    label: label(texts.edit),
    submenu: [
      // of what was done last: to a text, to records, or to a look
      command('general.undo', texts.undo),
      command('general.redo', texts.redo),
      LINE,
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      { role: 'delete' },
      { role: 'selectAll' },
    ],
  };
  const view: Item = {
    label: label(texts.view),
    submenu: [
      command('general.library', texts.library),
      command('general.clients', texts.clients),
      command('general.studio', texts.studio),
      command('general.batch', texts.batch),
      LINE,
      command('general.palette', texts.commands),
      command('general.panels', texts.panels),
      command('general.dim', texts.dim),
      LINE,
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { role: 'resetZoom' },
      { role: 'togglefullscreen' },
      ...(developing ? [LINE, { role: 'reload' } as Item, { role: 'toggleDevTools' } as Item] : []),
    ],
  };
  const help: Item = {
    label: label(texts.help),
    role: 'help',
    submenu: [
      command('general.keys', texts.shortcuts),
      ...(mac ? [] : [licences, LINE, { role: 'about' } as Item]),
    ],
  };
  return [...(mac ? [app] : []), file, edit, view, ...(mac ? [{ role: 'windowMenu' } as Item] : []), help];
}

/** Keys are shown only: the window runs them, as it knows whether somebody is typing. */
function shownKeys(name: MenuCommand, keys: Readonly<Record<string, string>>): Item {
  const own = keys[name];
  const accelerator = own === undefined ? MENU_COMMANDS[name] : accelerated(own);
  return accelerator === undefined ? {} : { accelerator, registerAccelerator: false };
}

/** Combinations without Ctrl are left out: a native menu would take them from whoever is typing. */
function accelerated(combination: string): string | undefined {
  return /^Ctrl\+/.test(combination) ? combination.replace(/^Ctrl/, 'CmdOrCtrl') : undefined;
}

/** Menu of a field with text under the pointer; undefined where there is nothing to offer. */
export function textMenu(params: {
  isEditable: boolean;
  selectionText: string;
  editFlags: { canCut: boolean; canCopy: boolean; canPaste: boolean; canSelectAll: boolean };
}): Item[] | undefined {
  const { isEditable, selectionText, editFlags } = params;
  if (!isEditable && selectionText.trim() === '') return undefined;
  const copy: Item = { role: 'copy', enabled: editFlags.canCopy };
  if (!isEditable) return [copy];
  return [
    { role: 'cut', enabled: editFlags.canCut },
    copy,
    { role: 'paste', enabled: editFlags.canPaste },
    LINE,
    { role: 'selectAll', enabled: editFlags.canSelectAll },
  ];
}
