/** Preload: the one bridge between the sandboxed window and the app, limited to the contract's calls. */

import { contextBridge, ipcRenderer, webUtils } from 'electron';
import {
  CALL_CHANNEL,
  type DesktopBridge,
  DRAG_CHANNEL,
  EVENT_CHANNEL,
  type HandedOver,
  LISTENING_CHANNEL,
  UPLOAD_CHANNEL,
} from '../src-main/contract/bridge.ts';
import type { StudioEvent } from '../src-main/contract/calls/index.ts';
import { CALL_NAMES } from '../src-main/contract/calls/names.ts';

const allowed: ReadonlySet<string> = new Set(CALL_NAMES);
let listening = false;

/** A file on disk is read by the app; only one that is nowhere, as of a paste, is sent itself. */
async function handOver(file: File): Promise<HandedOver> {
  const path = webUtils.getPathForFile(file);
  if (path !== '') return { name: file.name, path };
  return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
}

const bridge: DesktopBridge = {
  call: (name: string, input: unknown) => {
    if (!allowed.has(name)) return Promise.reject(new Error(`There is no call ${String(name)}.`));
    return ipcRenderer.invoke(CALL_CHANNEL, name, input);
  },
  onEvent: (handler) => {
    const listener = (_event: unknown, event: StudioEvent) => handler(event);
    ipcRenderer.on(EVENT_CHANNEL, listener);
    if (!listening) ipcRenderer.send(LISTENING_CHANNEL);
    listening = true;
    return () => ipcRenderer.off(EVENT_CHANNEL, listener);
  },
  upload: async (file) => ipcRenderer.invoke(UPLOAD_CHANNEL, await handOver(file)),
  dragOut: (token) => ipcRenderer.send(DRAG_CHANNEL, token),
};

contextBridge.exposeInMainWorld('toile', bridge);
