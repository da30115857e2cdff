/** Batches that many machines draw: a real Redis, three workers of which one is killed and one is cut off. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import S3rver from 's3rver';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readManifest } from '../../src-main/services/batch/manifest.ts';
import { planBatch } from '../../src-main/services/batch/plan.ts';
import { connectionTo, openRemoteLanes } from '../../src-main/services/batch/queue.ts';
import { runBatch } from '../../src-main/services/batch/run-batch.ts';
import { Storage } from '../../src-main/services/batch/storage.ts';
import { openBatches } from '../../src-main/services/batch/store.ts';
import { verifyManifest } from '../../src-main/services/batch/verify.ts';
import { finishedBytes } from '../fixtures/finished-bytes.ts';

const found = spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0;
const script = fileURLToPath(new URL('../fixtures/queue-worker.ts', import.meta.url));

let folder: string;
const ends: (() => void)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'toile-queue-'));
});
afterEach(() => {
  for (const end of ends.splice(0).reverse()) end();
  rmSync(folder, { recursive: true, force: true });
});

const listening = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  });

async function startRedis(): Promise<number> {
  const probe = createServer();
  const port = await listening(probe);
  await new Promise((resolve) => probe.close(resolve));
  const redis = spawn(
    'redis-server',
    ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--dir', folder],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  ends.push(() => redis.kill('SIGKILL'));
  await new Promise<void>((resolve) => {
    redis.stdout.on('data', (text: Buffer) => `${text}`.includes('Ready to accept connections') && resolve());
  });
  return port;
}

/** A way to Redis that can be cut. */
async function startCable(port: number): Promise<{ port: number; cut(): void }> {
  const sockets = new Set<Socket>();
  let open = true;
  const server = createServer((near) => {
    if (!open) {
      near.destroy();
      return;
    }
    const far = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ]) {
      sockets.add(from);
      from.on('error', () => {});
      from.on('close', () => to.destroy());
      from.pipe(to);
    }
  });
  const own = await listening(server);
  ends.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    port: own,
    cut: () => {
      open = false;
      for (const socket of sockets) socket.destroy();
    },
  };
}

function startWorker(port: number, name: string, storage?: string): ChildProcess & { drawn: number } {
  const args = [script, `redis://127.0.0.1:${port}`, folder, join(folder, name)];
  const child = spawn(process.execPath, storage ? [...args, storage] : args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...KEYS },
  });
  const worker = Object.assign(child, { drawn: 0 });
  child.stdout?.on('data', (text: Buffer) => {
    worker.drawn += `${text}`.split('\n').length - 1;
  });
  ends.push(() => child.kill('SIGKILL'));
  return worker;
}

/** Keys the tests' own server takes. */
const KEYS = { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' };

async function startStorage(): Promise<{ url: string; files: string }> {
  const files = join(folder, 's3');
  const server = new S3rver({
    ...{ port: 0, address: '127.0.0.1', silent: true, directory: files },
    configureBuckets: [{ name: 'shoot', configs: [] }],
  });
  const { port } = await server.run();
  ends.push(() => void server.close());
  return { url: `s3://shoot/night?endpoint=http://127.0.0.1:${port}`, files };
}

describe.skipIf(!found)('with a Redis', () => {
  test.each([['folders that are shared'], ['an S3-compatible storage']])(
    'every picture is there once by way of %s, whoever of the workers is killed or cut off',
    async (way) => {
      for (const sub of ['photos', 'rail']) mkdirSync(join(folder, sub));
      for (let k = 0; k < 30; k++) writeFileSync(join(folder, 'photos', `photo-${k + 10}.png`), `photo ${k}`);
      writeFileSync(join(folder, 'photos', 'nobody.png'), 'nobody');
      writeFileSync(join(folder, 'rail', 'tee.png'), 'tee');
      const out = join(folder, 'out');
      const { plan } = await planBatch({
        ...{ photos: [join(folder, 'photos')], garments: [join(folder, 'rail/tee.png')], out },
        options: { recipes: [{ format: 'png' }] },
      });
      const store = openBatches(join(folder, 'batches'));
      ends.push(() => store.close());
      const { id } = store.add(plan);
      const storage = way.includes('S3') ? await startStorage() : undefined;
      if (storage) {
        // s3rver removes a folder with its last file, and falls over a file that is being put there meanwhile
        const results = join(storage.files, 'shoot/night/results', id);
        mkdirSync(results, { recursive: true });
        writeFileSync(join(results, 'stays'), '');
      }
      const port = await startRedis();
      const cable = await startCable(port);
      const start = (to: number, name: string) => startWorker(to, name, storage?.url);
      const workers = [start(port, 'a'), start(port, 'b'), start(cable.port, 'c')];
      const place = {
        ...{ url: `redis://127.0.0.1:${port}`, engine: 'writing' },
        ...(storage ? { storage: new Storage(storage.url, KEYS) } : {}),
      };
      const remote = await openRemoteLanes(place, id, 6);
      let killed = false;
      let cut = false;
      const result = await runBatch({
        ...{ store, id, lanes: remote.lanes, identity: { version: '1', engine: 'writing' } },
        onProgress: () => {
          if (!killed && workers[0].drawn >= 2) killed = workers[0].kill('SIGKILL');
          if (!cut && workers[2].drawn >= 2) {
            cut = true;
            cable.cut();
          }
        },
      });
      await remote.close();
      expect([killed, cut]).toEqual([true, true]);
      expect(result).toMatchObject({ state: 'done', counts: { done: 30, failed: 1 } });
      expect(store.items(id, { states: ['failed'] })[0].error).toMatchObject({ code: 'no-person-found' });
      const names = readdirSync(out).filter((name) => !name.endsWith('manifest.json'));
      expect(names).toHaveLength(30);
      for (const { spec, targets } of store.items(id, { states: ['done'] })) {
        const expected = finishedBytes(readFileSync(spec.photo.path), [Buffer.from('tee')], 0);
        expect(readFileSync(join(out, targets[0])).equals(expected)).toBe(true);
      }
      const manifest = readdirSync(out).find((name) => name.endsWith('manifest.json')) ?? '';
      const checked = await verifyManifest(join(out, manifest), await readManifest(join(out, manifest)), {
        inputs: true,
      });
      expect(checked.deviations).toEqual([]);
      if (!storage) return;
      const kept = readdirSync(storage.files, { recursive: true, encoding: 'utf8' });
      // Every file went there once, and no result stays.
      expect(kept.filter((name) => /inputs.[0-9a-f]{64}\.png\._S3rver_object$/.test(name))).toHaveLength(32);
      expect(kept.filter((name) => /results.*_object$/.test(name))).toEqual([]);
    },
    300_000,
  );

  test('a worker touches nothing outside its folders', async () => {
    const port = await startRedis();
    startWorker(port, 'a');
    const outside = mkdtempSync(join(tmpdir(), 'toile-outside-'));
    ends.push(() => rmSync(outside, { recursive: true }));
    writeFileSync(join(outside, 'secret.png'), 'secret');
    writeFileSync(join(folder, 'photo.png'), 'photo');
    writeFileSync(join(folder, 'tee.png'), 'tee');
    const place = { url: `redis://127.0.0.1:${port}`, engine: 'writing' };
    const { lanes, close } = await openRemoteLanes(place, 'b', 1);
    ends.push(() => void close());
    const ask = (person: string, out: string) =>
      lanes[0].produce({
        ...{ person, layers: [{ id: 'a', garment: join(folder, 'tee.png') }] },
        outputs: [{ out, recipe: {} }],
      });
    const inside = join(folder, 'photo.png');
    await expect(ask(join(outside, 'secret.png'), join(folder, 'x.jpg'))).rejects.toThrow(/outside/);
    await expect(ask(inside, join(outside, 'x.jpg'))).rejects.toThrow(/outside/);
    await expect(ask(inside, join(folder, 'ok.jpg'))).resolves.toMatchObject({ outputs: [{}] });
    expect(readdirSync(outside)).toEqual(['secret.png']);
  });
});

test('a queue that is not there, or is named wrongly, is told', async () => {
  const server = createServer();
  const port = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  await expect(
    openRemoteLanes({ url: `redis://127.0.0.1:${port}`, engine: 'e' }, 'b', 1),
  ).rejects.toMatchObject({
    code: 'unreachable',
  });
  expect(() => connectionTo('http://host')).toThrow(/redis:/);
  expect(connectionTo('rediss://me:p%40ss@host/3')).toMatchObject({
    host: 'host',
    port: 6379,
    password: 'p@ss',
    db: 3,
  });
});
