/**
 * Engine of the desktop app: a Node process where one is at hand, else a utility process of Electron.
 *
 * On Linux Electron has the system's GLib loaded and the picture library its own; in one process the two crash
 * (electron/electron#46323), so the Linux packages ship Node for the engine. `fork` of Electron itself is out of the
 * question: the fuse that would let it run as Node is off.
 */

import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { UtilityProcess } from 'electron';
import { asEngineChild, type EngineChild, engineFlags } from '../../services/engine-child.ts';

export interface EngineHome {
  /** The engine's built program, outside of the app's archive. */
  entry: string;
  /** Program to run it with; Electron's utility process without. */
  node?: string;
}

export interface Installation {
  packaged: boolean;
  /** Folder of the app's code: `app.asar`, or the source tree. */
  appPath: string;
  resourcesPath: string;
  platform: NodeJS.Platform;
  env: NodeJS.ProcessEnv;
  exists?: (path: string) => boolean;
}

export function engineHome(installation: Installation): EngineHome {
  const { packaged, appPath, resourcesPath, platform, env, exists = existsSync } = installation;
  // A plain Node knows nothing of archives.
  const entry = join(appPath.replace(/app\.asar$/, 'app.asar.unpacked'), 'out', 'engine', 'engine.mjs');
  const node = packaged
    ? join(resourcesPath, 'node', platform === 'win32' ? 'node.exe' : 'node')
    : env.TOILE_NODE;
  return node !== undefined && isAbsolute(node) && exists(node) ? { entry, node } : { entry };
}

/** @param forkUtility Electron's own way of starting a process */
export function spawnEngine(
  { entry, node }: EngineHome,
  forkUtility: (entry: string) => UtilityProcess,
): EngineChild {
  if (node === undefined) return asUtilityChild(forkUtility(entry));
  return asEngineChild(
    fork(entry, [], {
      execPath: node,
      execArgv: engineFlags(node),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
    }),
  );
}

/** How the engine's utility process is started. */
export const UTILITY_OPTIONS = {
  serviceName: 'Toile Engine',
  stdio: ['ignore', 'ignore', 'pipe'],
} satisfies Electron.ForkOptions;

/** A utility process as the lanes see an engine. */
export function asUtilityChild(child: UtilityProcess): EngineChild {
  let gone = false;
  let ended = false;
  child.once('exit', () => {
    gone = true;
  });
  child.once('spawn', () => {
    if (ended) end();
  });
  /** Inference blocks the process's own loop: only the system can end it in the middle. */
  const end = (): void => {
    ended = true;
    if (gone || child.pid === undefined) return;
    try {
      process.kill(child.pid, 'SIGKILL');
    } catch {
      child.kill();
    }
  };
  return {
    get pid() {
      return child.pid;
    },
    send: (command) => {
      if (!gone) child.postMessage(command);
    },
    onMessage: (handler) => void child.on('message', handler),
    onExit: (handler) => {
      child.once('exit', (code) => handler(`exit code ${code}`));
    },
    onErrorOutput: (handler) =>
      void child.stderr?.on('data', (chunk: Buffer) => handler(chunk.toString('utf8'))),
    kill: end,
  };
}
