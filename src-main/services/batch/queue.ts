/**
 * Queue: one batch drawn by many machines, over BullMQ on Redis. The machine that holds the batch asks for pictures as if it had
 * more engines; others draw them into the shared folder under names of their own. Journal and renaming stay with the former, so
 * that a picture is there once, whoever is killed or cut off.
 */

import { createHash } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { hostname } from 'node:os';
import { Queue, QueueEvents } from 'bullmq';
import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import { ErrorData } from '../../contract/errors-data.ts';
import { type ProduceInput, ProduceRequest, ProduceResult } from '../../contract/produce.ts';
import type { Core } from '../core.ts';
import type { Storage } from './storage.ts';
import { SentFiles, withPaths } from './storage-request.ts';

/** What a worker is asked for. */
export const DrawRequest = z.strictObject({
  /** Of whoever asks: what nobody waits for any more is not drawn. */
  asker: z.string().max(200),
  request: ProduceRequest,
  /** Files go through the storage: paths are its keys, and results lie there under this name. */
  stored: z.uuid().optional(),
});

/** What it answers; an error is an answer as well, so that only a worker that is gone has its work done again. */
export const DrawAnswer = z.union([
  z.strictObject({
    result: ProduceResult,
    /** Where the files lie, one for every output. */
    files: z.array(z.string().min(1)),
  }),
  z.strictObject({ error: ErrorData }),
]);

export interface QueuePlace {
  /** redis:// or rediss:// */
  url: string;
  /** Only machines with the same engine share work: another would draw other pictures. */
  engine: string;
  /** What files go through where there is no shared folder. */
  storage?: Storage;
}

/** Machines that share no storage share no work. */
export function queueName({ engine, storage }: QueuePlace): string {
  const name = `toile-${engine.slice(0, 12)}`;
  if (!storage) return name;
  const { bucket, prefix } = storage.place;
  return `${name}-${createHash('sha256').update(`${bucket}/${prefix}`).digest('hex').slice(0, 12)}`;
}

/** How a connection is made: it comes back by itself, and says what is wrong at the first time. */
export function connectionTo(url: string) {
  let place: URL;
  try {
    place = new URL(url);
  } catch {
    throw new StudioError(
      'invalid-input',
      'A queue is named as redis://HOST:PORT, or rediss:// for an encrypted one.',
    );
  }
  if (place.protocol !== 'redis:' && place.protocol !== 'rediss:')
    throw new StudioError(
      'invalid-input',
      'A queue is named as redis://HOST:PORT, or rediss:// for an encrypted one.',
    );
  return {
    host: place.hostname.replace(/^\[|\]$/g, ''),
    port: Number(place.port || 6379),
    ...(place.username ? { username: decodeURIComponent(place.username) } : {}),
    ...(place.password ? { password: decodeURIComponent(place.password) } : {}),
    ...(place.pathname.length > 1 ? { db: Number(place.pathname.slice(1)) } : {}),
    ...(place.protocol === 'rediss:' ? { tls: {} } : {}),
    maxRetriesPerRequest: null,
  };
}

export interface RemoteLanes {
  lanes: Pick<Core, 'produce'>[];
  /** Workers that are connected now. */
  workers(): Promise<number>;
  close(): Promise<void>;
}

/** Milliseconds within which the queue must answer at the start. */
const PATIENCE_MS = 10_000;

/**
 * Lanes whose pictures workers draw.
 *
 * @param count pictures that are asked for at a time
 * @throws StudioError unreachable when there is no queue
 */
export async function openRemoteLanes(
  place: QueuePlace,
  batchId: string,
  count: number,
): Promise<RemoteLanes> {
  const { storage } = place;
  await storage?.check();
  const connection = connectionTo(place.url);
  const queue = new Queue(queueName(place), { connection });
  const events = new QueueEvents(queueName(place), { connection });
  // Told by the first answer, or by none; the connection itself comes back for ever.
  let last: Error | undefined;
  const note = (error: Error): void => {
    last = error;
  };
  queue.on('error', note);
  events.on('error', note);
  try {
    await within(PATIENCE_MS, Promise.all([queue.waitUntilReady(), events.waitUntilReady()]));
  } catch {
    void queue.disconnect();
    void events.disconnect();
    throw new StudioError(
      'unreachable',
      `The queue at ${new URL(place.url).host} does not answer${last ? ` (${last.message})` : ''}. Check the address and that Redis runs there.`,
    );
  }
  const asker = `${batchId} ${hostname()} ${process.pid} ${Date.now()}`;
  // What an earlier run of this batch asked for and nobody has begun.
  for (const job of await queue.getWaiting()) {
    const old = DrawRequest.safeParse(job.data);
    if (old.success && old.data.asker.startsWith(batchId)) await job.remove().catch(() => {});
  }
  const files = storage ? new SentFiles(storage) : undefined;
  const draw = async (input: ProduceInput, signal?: AbortSignal): Promise<ProduceResult> => {
    if (signal?.aborted) throw new StudioError('cancelled', 'Cancelled.');
    const request = ProduceRequest.parse(input);
    const sent = await files?.send(request);
    const job = await queue.add(
      'draw',
      sent ? { asker, request: sent.request, stored: batchId } : { asker, request },
      { removeOnComplete: { age: 3600 }, removeOnFail: { age: 3600 } },
    );
    const abort = Promise.withResolvers<never>();
    const onAbort = () => {
      void job.remove().catch(() => {});
      abort.reject(new StudioError('cancelled', 'Cancelled.'));
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      const answer = DrawAnswer.safeParse(
        await Promise.race([job.waitUntilFinished(events), abort.promise]).catch((error: unknown) => {
          if (error instanceof StudioError) throw error;
          // Nobody could finish it: as if so many engines had ended over it.
          throw new StudioError('engine-crashed', `No worker could draw it: ${String(error)}`, {
            cause: error,
          });
        }),
      );
      if (!answer.success)
        throw new StudioError(
          'internal',
          'A worker gave an answer that is not valid. Use the same Toile on every machine.',
        );
      if ('error' in answer.data) throw StudioError.from(answer.data.error as never);
      const { result, files: made } = answer.data;
      for (const [index, { out }] of request.outputs.entries())
        if (storage) await storage.fetch(made[index], out, result.outputs[index].sha256);
        else await rename(made[index], out);
      // Left there, they are cleared at the end.
      for (const key of storage ? made : []) await storage?.remove(key).catch(() => {});
      return sent ? withPaths(result, sent.paths) : result;
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  };
  const lane: Pick<Core, 'produce'> = { produce: (input, options = {}) => draw(input, options.signal) };
  return {
    lanes: Array.from({ length: count }, () => lane),
    workers: () => queue.getWorkersCount(),
    close: async () => {
      await Promise.all([events.close(), queue.close()]).catch(() => {});
      // Of workers that were killed, or drew what another had drawn meanwhile.
      await storage?.clearResults(batchId).catch(() => {});
    },
  };
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([
      work,
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error('no answer in time')), ms);
      }),
    ]);
  } finally {
    clearTimeout(timer);
  }
}
