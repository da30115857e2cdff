/** Session: one command's core, ended whatever happens, and cancelled by Ctrl-C. */

import { createLog, type LogLevel, silentLog } from '../../contract/log.ts';
import type { Core } from '../../services/core.ts';
import { BUILT_IN_MODELS, dataDir, RESOURCES, userModels } from './places.ts';

const LEVELS: LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** JSON lines on standard error from the level named by `TOILE_LOG` on; silent without it. */
export function logFromEnvironment() {
  const from = LEVELS.indexOf(process.env.TOILE_LOG as LogLevel);
  if (from < 0) return silentLog;
  return createLog((level, message, fields) => {
    if (LEVELS.indexOf(level) < from) return;
    process.stderr.write(
      `${JSON.stringify({ time: new Date().toISOString(), level, message, ...fields })}\n`,
    );
  });
}

/** Runs `work` with a signal that Ctrl-C or a termination signal aborts. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const onSignal = () => abort.abort();
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    return await work(abort.signal);
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}

export interface StopSignals {
  /** Aborted: what is in work is finished, and nothing else begun. */
  drain: AbortSignal;
  /** Aborted: it stops at once. */
  abort: AbortSignal;
}

/** Runs `work`, which the first Ctrl-C asks to finish what is in work and a second one, or a termination signal, to stop at once. */
export async function drainable<T>(
  work: (signals: StopSignals) => Promise<T>,
  onDrain: () => void,
): Promise<T> {
  const drain = new AbortController();
  const abort = new AbortController();
  const onInterrupt = () => {
    if (drain.signal.aborted) return abort.abort();
    drain.abort();
    onDrain();
  };
  const onTerminate = () => {
    drain.abort();
    abort.abort();
  };
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onTerminate);
  try {
    return await work({ drain: drain.signal, abort: abort.signal });
  } finally {
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onTerminate);
  }
}

/** Runs `work` with a core; Ctrl-C or a termination signal aborts it, and its engine has gone before this returns. */
export async function withCore<T>(
  work: (core: Core, signal: AbortSignal) => Promise<T>,
  lanes = 1,
): Promise<T> {
  const { createCore } = await import('../../services/core.ts');
  return interruptible(async (signal) => {
    const core = createCore({
      dataDir: dataDir(),
      modelsDirs: [BUILT_IN_MODELS, userModels()],
      resourcesDir: RESOURCES,
      log: logFromEnvironment(),
      lanes,
    });
    try {
      return await work(core, signal);
    } finally {
      await core.close();
    }
  });
}
