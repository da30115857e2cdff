/** Engine child: how a lane gets hold of an engine process; Electron supplies its own way of starting one. */

import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { EngineCommand } from '../contract/engine.ts';

export interface EngineChild {
  readonly pid: number | undefined;
  send(command: EngineCommand): void;
  /** Every message, unchecked. */
  onMessage(handler: (message: unknown) => void): void;
  /** Called once, when the process has gone; `why` is an exit code, a signal's name or an error's text. */
  onExit(handler: (why: string) => void): void;
  /** What the process wrote to its error output. */
  onErrorOutput(handler: (text: string) => void): void;
  /** Ends the process at once, whatever it is doing. */
  kill(): void;
}

/**
 * How V8 collects garbage in an engine. Pictures lie outside its heap, and by default it collects everything after every 64 MB
 * of them, however little of that is alive: once per draft of a drag, for a quarter of its time. With these flags pictures
 * count as memory like any other, from a heap that may grow so far first, megabytes.
 */
const ENGINE_FLAGS: readonly string[] = [
  '--external-memory-accounted-in-global-limit',
  '--initial-heap-size=256',
];
/** A Node that does not answer within this time runs its engine without, milliseconds. */
const ASKING_MS = 5000;
const knownFlags = new Map<string, string[]>();

/** Those of the flags that a Node knows: it refuses to start with any other, and versions differ. Asked once. */
export function engineFlags(node: string = process.execPath): string[] {
  let known = knownFlags.get(node);
  if (!known) {
    const { stdout } = spawnSync(node, ['--v8-options'], {
      encoding: 'utf8',
      timeout: ASKING_MS,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const named = new Set((stdout ?? '').match(/--[a-z][a-z0-9-]*/g));
    const all = ENGINE_FLAGS.every((flag) => named.has(flag.replace(/=.*/, '')));
    // one without the other would only take more memory
    known = all ? [...ENGINE_FLAGS] : [];
    knownFlags.set(node, known);
  }
  return known;
}

/** Starts the engine process of this source tree with Node's own fork. */
export function forkEngine(): EngineChild {
  return asEngineChild(
    fork(fileURLToPath(new URL('../engine/process/entry.ts', import.meta.url)), [], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
      execArgv: engineFlags(),
    }),
  );
}

/** A forked child with a message channel and piped error output as the lanes see it. */
export function asEngineChild(child: ChildProcess): EngineChild {
  return {
    pid: child.pid,
    // A send to a process that has just died reports through `exit`.
    send: (command) => {
      if (child.connected) child.send(command, () => {});
    },
    onMessage: (handler) => child.on('message', handler),
    onExit: (handler) => {
      let told = false;
      const tell = (why: string) => {
        if (!told) handler(why);
        told = true;
      };
      child.on('exit', (code, signal) => tell(signal ?? `exit code ${code}`));
      child.on('error', (error) => tell(error.message));
    },
    onErrorOutput: (handler) => child.stderr?.on('data', (chunk: Buffer) => handler(chunk.toString('utf8'))),
    kill: () => {
      child.kill('SIGKILL');
    },
  };
}
