/** Entry in the desktop app: the app over the bridge of its preload. */

import type { DesktopBridge } from '../src-main/contract/bridge.ts';
import { mount } from './app/mount.tsx';
import { createIpcClient } from './client/ipc.ts';

declare global {
  interface Window {
    /** There in the desktop app only. */
    toile?: DesktopBridge;
  }
}

const root = document.getElementById('root');
const origin = import.meta.env.DEV ? undefined : window.location.origin;
if (root && window.toile) mount(root, createIpcClient(window.toile, origin));
