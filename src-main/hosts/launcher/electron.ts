/** Electron: finds the program that shows the desktop window, or fetches it once, without ever keeping anybody waiting offline. */

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface FoundElectron {
  program: string;
  version: string;
}

/** Milliseconds a server gets to answer at all, and the whole download gets. */
const ANSWER_MS = 10_000;
const DOWNLOAD_MS = 900_000;
/** Milliseconds after which a fetch that failed is tried again. */
const RETRY_MS = 24 * 3600_000;

/** Electron named by ELECTRON_EXEC_PATH, else the one its package has fetched; undefined where there is none. */
export function findElectron(root: string, env: NodeJS.ProcessEnv = process.env): FoundElectron | undefined {
  const folder = join(root, 'node_modules', 'electron');
  const version = versionOf(folder);
  if (version === undefined) return undefined;
  const named = env.ELECTRON_EXEC_PATH;
  if (named) return existsSync(named) ? { program: named, version } : undefined;
  try {
    const dist = env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist');
    const program = join(dist, readFileSync(join(folder, 'path.txt'), 'utf8'));
    return existsSync(program) ? { program, version } : undefined;
  } catch {
    return undefined;
  }
}

function versionOf(folder: string): string | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
  } catch {
    return undefined;
  }
}

export interface FetchOptions {
  /** Called before the download, which may take minutes. */
  onDownload?: () => void;
  env?: NodeJS.ProcessEnv;
  /** True when the server that has it answers; for tests. */
  answers?: (url: string) => Promise<boolean>;
  /** Runs the package's own installer; for tests. */
  install?: (script: string) => Promise<boolean>;
  now?: number;
}

/**
 * Fetches Electron with its package's own installer, which checks what it gets. A failure is remembered for a day, so that
 * a computer without a connection is asked to wait once only.
 *
 * @returns why there is none, or undefined when there is one now
 */
export async function fetchElectron(root: string, options: FetchOptions = {}): Promise<string | undefined> {
  const { env = process.env, now = Date.now(), answers = doesAnswer, install = runInstaller } = options;
  const version = versionOf(join(root, 'node_modules', 'electron'));
  if (version === undefined) return 'its package is not installed';
  const memory = join(root, '.toile', 'electron.json');
  const failed = (why: string): string => {
    try {
      mkdirSync(join(root, '.toile'), { recursive: true });
      writeFileSync(memory, JSON.stringify({ version, at: now, why }));
    } catch {}
    return why;
  };
  const before = remembered(memory);
  if (before?.version === version && now - before.at < RETRY_MS && now >= before.at) return before.why;
  if (!(await answers(env.ELECTRON_MIRROR || 'https://github.com'))) return failed('it could not be fetched');
  options.onDownload?.();
  if (!(await install(join(root, 'node_modules', 'electron', 'install.js'))))
    return failed('its download failed');
  return findElectron(root, env) ? undefined : failed('its download failed');
}

function remembered(file: string): { version: string; at: number; why: string } | undefined {
  try {
    const { version, at, why } = JSON.parse(readFileSync(file, 'utf8'));
    return typeof at === 'number' && typeof why === 'string' ? { version, at, why } : undefined;
  } catch {
    return undefined;
  }
}

async function doesAnswer(url: string): Promise<boolean> {
  try {
    await fetch(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(ANSWER_MS) });
    return true;
  } catch {
    return false;
  }
}

function runInstaller(script: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script], { stdio: 'ignore', timeout: DOWNLOAD_MS });
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code === 0));
  });
}
