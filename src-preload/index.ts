/** Preload: the one bridge between the sandboxed window and the app, limited to the contract's calls. */

import { contextBridge, ipcRenderer } from 'electron';
import {
  CALL_CHANNEL,
  DESKTOP_CALLS,
  type DesktopBridge,
  type DesktopCall,
  PROGRESS_CHANNEL,
  type Progress,
} from '../src-main/contract/desktop.ts';

const bridge: DesktopBridge = {
  call: (call: DesktopCall, input: unknown) => {
    if (!Object.hasOwn(DESKTOP_CALLS, call)) return Promise.reject(new Error(`unknown call ${String(call)}`));
    return ipcRenderer.invoke(CALL_CHANNEL, call, input);
  },
  onProgress: (handler) => {
    const listener = (_event: unknown, progress: Progress) => handler(progress);
    ipcRenderer.on(PROGRESS_CHANNEL, listener);
    return () => ipcRenderer.off(PROGRESS_CHANNEL, listener);
  },
};

contextBridge.exposeInMainWorld('toile', bridge);
