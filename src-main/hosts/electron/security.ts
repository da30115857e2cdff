/** Security: the window's options and what it may load; plain data and functions, so that tests can hold them. */

import { normalize, sep } from 'node:path';

/** One scheme serves the app and the pictures; nothing else may load. */
export const SCHEME = 'toile';

export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' toile://picture",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export function webPreferences(preload: string) {
  return {
    preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
  } as const;
}

/** True for addresses the window may load: ours, and the dev server while developing. */
export function mayLoad(url: string, devServer?: string): boolean {
  try {
    const { protocol, origin } = new URL(url);
    if (protocol === `${SCHEME}:` || protocol === 'devtools:') return true;
    if (devServer === undefined) return false;
    const dev = new URL(devServer);
    return origin === dev.origin || (protocol === 'ws:' && new URL(url).host === dev.host);
  } catch {
    return false;
  }
}

export type Target = { kind: 'app'; file: string } | { kind: 'picture'; token: string };

/** What a `toile:` address stands for; undefined for anything that is not the app's own file or a picture. */
export function targetOf(url: string): Target | undefined {
  let parsed: URL;
  let path: string;
  try {
    parsed = new URL(url);
    path = decodeURIComponent(parsed.pathname);
  } catch {
    return undefined;
  }
  if (parsed.protocol !== `${SCHEME}:` || path.includes('\0')) return undefined;
  const name = path.replace(/^\/+/, '');
  if (parsed.host === 'picture')
    return /^[0-9a-f-]{36}$/.test(name) ? { kind: 'picture', token: name } : undefined;
  if (parsed.host !== 'app') return undefined;
  const file = normalize(name || 'index.html');
  if (file.startsWith('..') || file.includes(`..${sep}`) || /^([a-zA-Z]:|[\\/])/.test(file)) return undefined;
  return { kind: 'app', file };
}
