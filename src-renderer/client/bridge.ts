/** Bridge: the preload's `window.toile`, typed. */

import type { DesktopBridge } from '../../src-main/contract/desktop.ts';

declare global {
  interface Window {
    toile?: DesktopBridge;
  }
}

/** The app's bridge; throws outside the desktop app. */
export function bridge(): DesktopBridge {
  if (!window.toile) throw new Error('This page works inside the Toile app only.');
  return window.toile;
}

/** Address of a picked or finished picture. */
export function pictureUrl(token: string): string {
  return `toile://picture/${token}`;
}
