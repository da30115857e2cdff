/** Worker: draws pictures that another machine asks for over the queue, from and into folders that both can reach. */

import { randomBytes } from 'node:crypto';
import { realpath, rm } from 'node:fs/promises';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DelayedError, Worker } from 'bullmq';
import { StudioError } from '../../contract/errors.ts';
import { type Log, silentLog } from '../../contract/log.ts';
import type { ProduceRequest } from '../../contract/produce.ts';
import type { Core } from '../core.ts';
import { connectionTo, DrawRequest, type QueuePlace, queueName } from './queue.ts';
import { withFiles } from './storage-request.ts';
import { StorageWorker } from './storage-worker.ts';

export interface WorkerOptions extends QueuePlace {
  lanes: readonly Pick<Core, 'produce'>[];
  /** Folders whose files may be read and written, here; nothing outside them is touched, whoever asks. */
  roots: readonly string[];
  /** The same folder where it has another name on the machine that asks: `[there, here]`. */
  mapped?: readonly (readonly [string, string])[];
  /** Milliseconds without a sign of life after which its work goes to another. Default half a minute. */
  patienceMs?: number;
  onDone?(file: string, error?: StudioError): void;
  log?: Log;
}

export interface QueueWorker {
  /** Finishes what is in work, and takes no more. */
  close(): Promise<void>;
}

/** A worker that ends over one picture so often has it fail. */
const MOST_STALLS = 5;
/** A picture whose files cannot be reached goes back so often before the batch hears of it. */
const MOST_RETURNS = 8;
const REST_MS = 2000;

export function startWorker(options: WorkerOptions): QueueWorker {
  const { lanes, patienceMs = 30_000, log = silentLog } = options;
  const free = [...lanes];
  const { storage } = options;
  const stored = storage ? StorageWorker.open(storage) : undefined;
  const worker = new Worker(
    queueName(options),
    async (job, token): Promise<unknown> => {
      const core = free.pop();
      // As many jobs as lanes are taken.
      if (!core) throw new Error('no lane is free');
      let file = '';
      try {
        const { request, stored: batch } = DrawRequest.parse(job.data);
        file = request.person;
        const answer =
          stored && batch
            ? await (await stored).draw(core, batch, request)
            : await draw(core, request, options);
        options.onDone?.(file);
        return answer;
      } catch (error) {
        const known =
          error instanceof StudioError
            ? error
            : new StudioError('invalid-input', 'This worker does not understand what it is asked for.', {
                cause: error,
              });
        options.onDone?.(file, known);
        if (known.code === 'unreachable' && job.attemptsStarted < MOST_RETURNS) {
          // Another worker may reach the storage; this one rests.
          await sleep(REST_MS);
          await job.moveToDelayed(Date.now() + 100, token);
          throw new DelayedError();
        }
        return { error: known.toJSON() };
      } finally {
        free.push(core);
      }
    },
    {
      connection: connectionTo(options.url),
      concurrency: lanes.length,
      lockDuration: patienceMs,
      stalledInterval: patienceMs,
      maxStalledCount: MOST_STALLS,
    },
  );
  // Connections that are lost come back; what is lost with them is drawn by another.
  worker.on('error', (error) => log.warn('queue', { cause: error.message }));
  return {
    close: async () => {
      await worker.close();
      await (await stored)?.close();
    },
  };
}

async function draw(
  core: Pick<Core, 'produce'>,
  request: ProduceRequest,
  options: WorkerOptions,
): Promise<unknown> {
  const here = (path: string): string => {
    for (const [there, local] of options.mapped ?? [])
      if (path === there || path.startsWith(`${there}/`)) return join(local, path.slice(there.length));
    return path;
  };
  const back = (path: string): string => {
    for (const [there, local] of options.mapped ?? [])
      if (path.startsWith(`${local}${sep}`)) return `${there}/${relative(local, path).split(sep).join('/')}`;
    return path;
  };
  const roots = await Promise.all(options.roots.map((root) => realpath(root)));
  const allowed = async (path: string): Promise<string> => {
    const local = resolve(here(path));
    const folder = await realpath(dirname(local)).catch((cause) => {
      throw new StudioError(
        'file-not-found',
        `The folder of "${local}" is not there on this worker. Share it, or map it.`,
        {
          cause,
        },
      );
    });
    const real = await realpath(local).catch(() => join(folder, local.slice(dirname(local).length + 1)));
    if (!roots.some((root) => real.startsWith(root.endsWith(sep) ? root : `${root}${sep}`)))
      throw new StudioError('invalid-input', `"${local}" lies outside the folders this worker may use.`);
    return local;
  };
  const read = await withFiles(request, allowed);
  const outputs: ProduceRequest['outputs'] = [];
  for (const { out, recipe } of read.outputs) {
    const local = await allowed(out);
    // A name of its own: another worker may be drawing the same.
    outputs.push({ recipe, out: join(dirname(local), `${randomBytes(8).toString('hex')}${extname(local)}`) });
  }
  try {
    const result = await core.produce({ ...read, outputs });
    const inputs = result.inputs.map(({ file, sha256 }) => ({ file: back(file), sha256 }));
    return { result: { ...result, inputs }, files: outputs.map(({ out }) => back(out)) };
  } catch (error) {
    for (const { out } of outputs) await rm(out, { force: true }).catch(() => {});
    throw error;
  }
}
