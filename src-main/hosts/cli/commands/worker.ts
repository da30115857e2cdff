/** `toile worker`: an engine or several for the batches of another machine. */

import { resolve } from 'node:path';
import { StudioError } from '../../../contract/errors.ts';
import { openEngines } from '../../../services/batch/engines.ts';
import { Storage } from '../../../services/batch/storage.ts';
import { startWorker } from '../../../services/batch/worker.ts';
import { EXIT } from '../exit-codes.ts';
import { say } from '../output.ts';
import { interruptible, logFromEnvironment } from '../session.ts';
import { enginesFor, identity } from './batch-shared.ts';

export interface WorkerFlags {
  queue: string;
  root?: string[];
  storage?: string;
  map?: string[];
  lanes?: number;
  dataDir?: string;
}

/** Runs until Ctrl-C; what is in work then is finished first. */
export async function worker(flags: WorkerFlags): Promise<number> {
  const mapped = (flags.map ?? []).map((text) => {
    const at = text.indexOf('=');
    if (at <= 0) throw new StudioError('invalid-input', 'A map is "FOLDER THERE=FOLDER HERE".');
    return [text.slice(0, at).replace(/\/+$/, ''), resolve(text.slice(at + 1))] as const;
  });
  const roots = flags.root ?? [];
  if (roots.length === 0 && flags.storage === undefined)
    throw new StudioError(
      'invalid-input',
      'Give --root FOLDER, a folder the machines share, or --storage s3://BUCKET/FOLDER.',
    );
  const storage = flags.storage === undefined ? undefined : new Storage(flags.storage);
  await storage?.check();
  const engines = openEngines(...enginesFor(flags));
  const running = startWorker({
    url: flags.queue,
    engine: identity().engine,
    lanes: engines.lanes,
    roots: roots.map((root) => resolve(root)),
    ...(storage ? { storage } : {}),
    mapped,
    log: logFromEnvironment(),
    onDone: (file, error) => say(error ? `${file}: ${error.message} (${error.code})` : file),
  });
  say(`Waiting for pictures on ${engines.lanes.length} lanes. Ctrl-C ends it.`);
  try {
    await interruptible(
      (signal) =>
        new Promise<void>((done) => {
          signal.addEventListener('abort', () => done(), { once: true });
        }),
    );
  } finally {
    await running.close();
    await engines.close();
  }
  return EXIT.ok;
}
