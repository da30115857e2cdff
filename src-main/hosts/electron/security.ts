/** Security: the window's options and what it may load; plain data and functions, so that tests can hold them. */

/** One scheme serves the page and the pictures, all from one origin; nothing else may load. */
export const SCHEME = 'toile';
export const ORIGIN = `${SCHEME}://app`;

/** Privileges of the scheme: an origin of its own, as https has, that cannot do without the content policy. */
export const SCHEME_PRIVILEGES = {
  scheme: SCHEME,
  privileges: {
    standard: true,
    secure: true,
    supportFetchAPI: true,
    corsEnabled: true,
    stream: true,
    bypassCSP: false,
    allowServiceWorkers: false,
  },
} as const;

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
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    safeDialogs: true,
    disableDialogs: true,
  } as const;
}

/** True for addresses the window may load: ours, what the page itself made, and the dev server while developing. */
export function mayLoad(url: string, devServer?: string): boolean {
  if (url.startsWith(`blob:${ORIGIN}/`) || url.startsWith('data:image/')) return true;
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return false;
  }
  if (parsed.protocol === `${SCHEME}:`) return parsed.host === 'app' && parsed.username === '';
  if (devServer === undefined) return false;
  const dev = new URL(devServer);
  return (
    parsed.origin === dev.origin ||
    (parsed.protocol === 'ws:' && parsed.host === dev.host) ||
    parsed.protocol === 'devtools:' ||
    url.startsWith(`blob:${dev.origin}/`)
  );
}

/** True for the page itself: what may be navigated to, and whose frames may call the app. */
export function isOurPage(url: string, devServer?: string): boolean {
  try {
    const { protocol, host, origin, username } = new URL(url);
    if (protocol === `${SCHEME}:`) return host === 'app' && username === '';
    return devServer !== undefined && origin === new URL(devServer).origin;
  } catch {
    return false;
  }
}

/**
 * Whether the page may use what needs a permission. All are refused but one: putting a look or a text on the clipboard,
 * which Chromium allows after a click only, and which "Copy" could not do without. Reading the clipboard is refused.
 */
export function mayUse(permission: string, url: string, devServer?: string): boolean {
  return permission === 'clipboard-sanitized-write' && isOurPage(url, devServer);
}

export type Target =
  | { kind: 'page'; file: string }
  | { kind: 'picture'; hash: string; size?: 256 | 1024 }
  | { kind: 'download'; token: string };

const HASH = /^[0-9a-f]{64}$/;
const TOKEN = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Names the build gives to files; no segment may be hidden or lead out of the folder. */
const FILE = /^[A-Za-z0-9_-][A-Za-z0-9_.-]*(\/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*$/;

/**
 * What an address stands for: `toile://app/asset/HASH?size=256`, `toile://app/download/TOKEN`, and any other path a file
 * of the page; undefined for what is none of these.
 */
export function targetOf(url: string): Target | undefined {
  let parsed: URL;
  let path: string;
  try {
    parsed = new URL(url);
    path = decodeURIComponent(parsed.pathname).slice(1);
  } catch {
    return undefined;
  }
  if (parsed.protocol !== `${SCHEME}:` || parsed.host !== 'app') return undefined;
  const slash = path.indexOf('/');
  const [kind, name] = [path.slice(0, slash), path.slice(slash + 1)];
  if (kind === 'asset') {
    if (!HASH.test(name)) return undefined;
    const size = parsed.searchParams.get('size');
    if (size === null) return { kind: 'picture', hash: name };
    return size === '256' || size === '1024'
      ? { kind: 'picture', hash: name, size: Number(size) as 256 | 1024 }
      : undefined;
  }
  if (kind === 'download') return TOKEN.test(name) ? { kind: 'download', token: name } : undefined;
  const file = path === '' ? 'index.html' : path;
  return FILE.test(file) ? { kind: 'page', file } : undefined;
}
