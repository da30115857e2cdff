import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { StudioError } from '../../src-main/contract/errors.ts';
import { createLog } from '../../src-main/contract/log.ts';
import { encodeImage } from '../../src-main/engine/image/encode.ts';
import { byteRaster } from '../../src-main/engine/image/raster.ts';
import { type Core, type CoreOptions, createCore } from '../../src-main/services/core.ts';

const MODELS = fileURLToPath(new URL('../../.toile/models', import.meta.url));

let folder: string;
/** A picture nobody is in: finding that out takes long enough to interrupt it. */
let emptyRoom: string;
const cores: Core[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toile-core-'));
  emptyRoom = join(folder, 'room.png');
  const raster = byteRaster(1600, 1200, 3);
  for (let i = 0; i < raster.data.length; i++) raster.data[i] = 120 + ((i >> 8) % 40);
  await writeFile(emptyRoom, await encodeImage(raster));
});
afterEach(async () => {
  await Promise.all(cores.splice(0).map((core) => core.close()));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function open(options: Partial<CoreOptions> = {}): Core {
  const core = createCore({ dataDir: folder, modelsDirs: [MODELS], resourcesDir: folder, ...options });
  cores.push(core);
  return core;
}

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

async function until(condition: () => boolean, ms = 15_000): Promise<boolean> {
  const end = Date.now() + ms;
  while (Date.now() < end) {
    if (condition()) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return condition();
}

const errorOf = async (work: Promise<unknown>): Promise<StudioError> => {
  const error = await work.then(
    () => undefined,
    (e) => e,
  );
  expect(error).toBeInstanceOf(StudioError);
  return error as StudioError;
};

/** Starts looking at the empty room and calls `when` as soon as the pose stage runs. */
const look = (core: Core, when: () => void, signal?: AbortSignal) =>
  core.analyze(
    { file: emptyRoom, as: 'person' },
    {
      ...(signal ? { signal } : {}),
      onProgress: ({ stage }) => {
        if (stage === 'estimate-pose') when();
      },
    },
  );

describe('engine process', () => {
  it('starts on the first request, is kept for the next, and answers with errors of the engine', async () => {
    const core = open();
    expect(core.enginePids()).toEqual([]);
    const first = await core.probe({});
    expect(first.models.map((model) => model.name)).toContain('pose_detection');
    expect(core.enginePids()).toEqual([first.pid]);
    const error = await errorOf(core.analyze({ file: join(folder, 'nothing.jpg') }));
    expect(error).toMatchObject({ code: 'file-not-found', stage: 'load-photo' });
    expect((await core.probe({})).pid).toBe(first.pid);
  });

  it('reports progress that only grows and names the stage of an error', async () => {
    const core = open();
    const seen: { stage: string; fraction: number }[] = [];
    const error = await errorOf(
      core.analyze({ file: emptyRoom, as: 'person' }, { onProgress: (progress) => seen.push(progress) }),
    );
    expect(error).toMatchObject({ code: 'no-person-found', stage: 'estimate-pose' });
    expect(seen.map((progress) => progress.stage)).toEqual(['load-photo', 'estimate-pose']);
    for (let i = 1; i < seen.length; i++) expect(seen[i].fraction).toBeGreaterThan(seen[i - 1].fraction);
  });

  it('refuses a request that is not valid and lives on', async () => {
    const core = open();
    const error = await errorOf(core.analyze({ file: emptyRoom, subject: 0 }));
    expect(error.code).toBe('invalid-input');
    expect(error.message).toContain('subject');
    expect((await core.probe({})).pid).toBeGreaterThan(0);
  });

  it('reports a crash with the stage it happened in; the next request gets a fresh process', async () => {
    const core = open();
    const { pid } = await core.probe({});
    const error = await errorOf(look(core, () => process.kill(pid, 'SIGKILL')));
    expect(error).toMatchObject({ code: 'engine-crashed', stage: 'estimate-pose' });
    const next = await core.probe({});
    expect(next.pid).not.toBe(pid);
  });

  it('survives a crash while idle', async () => {
    const core = open();
    const { pid } = await core.probe({});
    process.kill(pid, 'SIGKILL');
    expect(await until(() => core.enginePids().length === 0)).toBe(true);
    expect((await core.probe({})).pid).not.toBe(pid);
  });

  it('cancels by ending the process; the next request gets a fresh one', async () => {
    const core = open();
    const { pid } = await core.probe({});
    const abort = new AbortController();
    const error = await errorOf(look(core, () => abort.abort(), abort.signal));
    expect(error).toMatchObject({ code: 'cancelled', stage: 'estimate-pose' });
    expect(alive(pid)).toBe(false);
    expect((await core.probe({})).pid).not.toBe(pid);
  });

  it('asks a request to stop between two stages where it may take its time; the process lives on', async () => {
    const core = open();
    const { pid } = await core.probe({});
    const abort = new AbortController();
    const work = core.analyze(
      { file: emptyRoom, as: 'person' },
      {
        signal: abort.signal,
        graceMs: Number.POSITIVE_INFINITY,
        onProgress: ({ stage }) => stage === 'load-photo' && abort.abort(),
      },
    );
    expect(await errorOf(work)).toMatchObject({ code: 'cancelled' });
    expect((await core.probe({})).pid).toBe(pid);
  });

  it('ends the process when a request does not stop in time', async () => {
    const core = open();
    const { pid } = await core.probe({});
    const abort = new AbortController();
    const work = core.analyze(
      { file: emptyRoom, as: 'person' },
      {
        signal: abort.signal,
        graceMs: 1,
        onProgress: ({ stage }) => stage === 'estimate-pose' && abort.abort(),
      },
    );
    expect(await errorOf(work)).toMatchObject({ code: 'cancelled', stage: 'estimate-pose' });
    expect(alive(pid)).toBe(false);
  });

  it('lets those who look on go before work in the background', async () => {
    const core = open();
    const order: string[] = [];
    const ask = (name: string, priority?: 'interactive' | 'background') =>
      core.probe({}, priority ? { priority } : {}).then(() => order.push(name));
    await Promise.all([
      ask('first'),
      ask('background 1', 'background'),
      ask('background 2', 'background'),
      ask('interactive', 'interactive'),
    ]);
    expect(order).toEqual(['first', 'interactive', 'background 1', 'background 2']);
  });

  it('keeps the first of two lanes free of work in the background', async () => {
    const core = open({ lanes: 2 });
    await Promise.all([1, 2].map(() => core.probe({}, { priority: 'background' })));
    expect(core.enginePids()).toHaveLength(1);
    const [background] = core.enginePids();
    expect((await core.probe({}, { priority: 'interactive' })).pid).not.toBe(background);
  });

  it('does not start a request that was cancelled before', async () => {
    const core = open();
    expect((await errorOf(core.probe({}, { signal: AbortSignal.abort() }))).code).toBe('cancelled');
    expect(core.enginePids()).toEqual([]);
  });

  it('ends after a time without work', async () => {
    const core = open({ idleMs: 50 });
    const { pid } = await core.probe({});
    expect(await until(() => !alive(pid))).toBe(true);
    expect(core.enginePids()).toEqual([]);
  });

  it('is renewed after a number of requests', async () => {
    const core = open({ recycleAfter: 2 });
    const pids: number[] = [];
    for (let i = 0; i < 3; i++) pids.push((await core.probe({})).pid);
    expect(pids[0]).toBe(pids[1]);
    expect(pids[2]).not.toBe(pids[1]);
    expect(alive(pids[0])).toBe(false);
  });

  it('is renewed only at rest while somebody looks on', async () => {
    const core = open({ recycleAfter: 2, restMs: 400 });
    const pids: number[] = [];
    for (let i = 0; i < 4; i++) pids.push((await core.probe({}, { priority: 'interactive' })).pid);
    expect(new Set(pids).size).toBe(1);
    expect(await until(() => !alive(pids[0]))).toBe(true);
    expect((await core.probe({}, { priority: 'interactive' })).pid).not.toBe(pids[0]);
  });

  it('is gone after close, and what was under way is cancelled', async () => {
    const core = open();
    const { pid } = await core.probe({});
    const pending = errorOf(look(core, () => void core.close()));
    expect((await pending).code).toBe('cancelled');
    await core.close();
    expect(alive(pid)).toBe(false);
    expect((await errorOf(core.probe({}))).code).toBe('cancelled');
  });

  it('does not outlive its host', async () => {
    const host = spawn(process.execPath, [
      fileURLToPath(new URL('../fixtures/core-host.ts', import.meta.url)),
      folder,
      MODELS,
    ]);
    const pid = await new Promise<number>((resolve, reject) => {
      host.stdout.on('data', (data: Buffer) => resolve(Number(data.toString())));
      host.on('exit', (code) => reject(new Error(`the host ended with ${code}`)));
    });
    expect(alive(pid)).toBe(true);
    host.removeAllListeners('exit');
    host.kill('SIGKILL');
    expect(await until(() => !alive(pid))).toBe(true);
  });
});

describe('lanes', () => {
  it('work at the same time, and a third request waits for one of them', async () => {
    const core = open({ lanes: 2 });
    const results = await Promise.all([core.probe({}), core.probe({}), core.probe({})]);
    expect(new Set(results.map((result) => result.pid)).size).toBe(2);
    expect(core.enginePids()).toHaveLength(2);
  });

  it('drops a waiting request that is cancelled, without touching the one under way', async () => {
    const core = open();
    const abort = new AbortController();
    const first = core.probe({});
    const second = errorOf(core.probe({}, { signal: abort.signal }));
    abort.abort();
    expect((await second).code).toBe('cancelled');
    expect((await first).pid).toBe(core.enginePids()[0]);
  });

  it('pass on what the engine logs, with the lane it came from', async () => {
    const lines: { message: string; lane: unknown }[] = [];
    const log = createLog((_, message, fields) => lines.push({ message, lane: fields.lane }));
    const core = open({ log });
    await core.probe({});
    expect(lines).toContainEqual({ message: 'engine ready', lane: 0 });
    expect(lines).toContainEqual({ message: 'model loaded', lane: 0 });
  });
});

describe('an engine that does not start', () => {
  it('is reported with what it said', async () => {
    const handlers: { exit?: (why: string) => void; output?: (text: string) => void } = {};
    const broken = {
      pid: undefined,
      send: () => {
        handlers.output?.(
          'node:internal\nError [ERR_MODULE_NOT_FOUND]: Cannot find package "sharp"\n    at x\n',
        );
        setImmediate(() => handlers.exit?.('exit code 1'));
      },
      onMessage: () => {},
      onExit: (handler: (why: string) => void) => {
        handlers.exit = handler;
      },
      onErrorOutput: (handler: (text: string) => void) => {
        handlers.output = handler;
      },
      kill: () => {},
    };
    const error = await errorOf(open({ spawn: () => broken }).probe({}));
    expect(error.code).toBe('engine-crashed');
    expect(error.message).toMatch(/could not be started.*Cannot find package "sharp"/);
  });
});
