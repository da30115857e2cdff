/** Desktop build: builds the app's code for Electron where it is missing or older than its sources. */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StudioError } from '../../contract/errors.ts';

const SOURCES = [
  'src-main',
  'src-preload',
  'src-renderer',
  'packaging',
  'models',
  'electron.vite.config.ts',
  'package-lock.json',
];

/** sha256 of everything the build is made from. */
export function desktopKey(root: string): string {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    const path = join(root, source);
    const files = statSync(path).isFile()
      ? [path]
      : readdirSync(path, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map(({ parentPath, name }) => join(parentPath, name))
          .sort();
    for (const file of files) hash.update(file.slice(root.length)).update('\0').update(readFileSync(file));
  }
  return hash.digest('hex');
}

/**
 * @param onBuild called before a build, which takes some seconds
 * @throws StudioError internal when it cannot be built
 */
export function buildDesktop(root: string, onBuild = () => {}): void {
  const stamp = join(root, 'out', 'built-from');
  const key = desktopKey(root);
  const isBuilt = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === key;
  if (isBuilt()) return;
  onBuild();
  exclusively(join(root, '.toile', 'desktop-build.lock'), () => {
    if (!isBuilt()) build(root, stamp, key);
  });
}

/** Builds empty the folder they write to: two at a time would spoil each other's. Waits for another live one. */
function exclusively(lock: string, work: () => void): void {
  mkdirSync(dirname(lock), { recursive: true });
  const until = Date.now() + 120_000;
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (!isAlive(lock) || Date.now() > until) rmSync(lock, { force: true });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    }
  }
  try {
    work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function isAlive(lock: string): boolean {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')) || process.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function build(root: string, stamp: string, key: string): void {
  const script = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const { status, stderr } = spawnSync(process.execPath, [script, 'build', '--logLevel', 'error'], {
    cwd: root,
    encoding: 'utf8',
    // A build does not use Electron; without a path the tool would look for an installed one.
    env: { ...process.env, ELECTRON_EXEC_PATH: process.execPath },
  });
  if (status !== 0)
    throw new StudioError(
      'internal',
      `The desktop app could not be built (${(stderr ?? '').trim().split('\n')[0]}). Set Toile up again.`,
    );
  writeFileSync(stamp, key);
}
