import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { StudioError } from '../../../src-main/contract/errors.ts';
import { silentLog } from '../../../src-main/contract/log.ts';
import { StageCache } from '../../../src-main/engine/pipeline/cache.ts';
import {
  defineStage,
  gather,
  type RunContext,
  runStage,
  type Staged,
} from '../../../src-main/engine/pipeline/stage.ts';

interface FakeRuntime {
  sha: string;
}

function contextOf(overrides: Partial<RunContext<FakeRuntime>> = {}): RunContext<FakeRuntime> {
  return {
    runtime: { sha: 'model-a' },
    signal: new AbortController().signal,
    log: silentLog,
    cache: new StageCache(1e6),
    records: [],
    ...overrides,
  };
}

const factor = z.strictObject({ factor: z.number().positive() });
let runs = 0;
const scale = defineStage<FakeRuntime, { values: Float32Array }, { factor: number }, Float32Array>({
  id: 'scale',
  version: 1,
  params: factor,
  input: ({ values }) => (values.length > 0 ? undefined : 'no values'),
  output: (values) => (values.every(Number.isFinite) ? undefined : 'values that are not finite'),
  models: (runtime) => [runtime.sha],
  about: (values) => ({ confidence: 0.5, reasons: [`${values.length} values`] }),
  run: ({ values }, params) => {
    runs++;
    return values.map((value) => value * params.factor);
  },
});

const values = (key: string | undefined, ...numbers: number[]): { values: Staged<Float32Array> } => ({
  values: { value: Float32Array.from(numbers), key },
});

const codeOf = async (work: Promise<unknown>): Promise<StudioError> => {
  const error = await work.then(
    () => undefined,
    (e) => e,
  );
  expect(error).toBeInstanceOf(StudioError);
  return error as StudioError;
};

describe('runStage', () => {
  it('runs a stage and records its time, confidence and reasons', async () => {
    const seen: string[] = [];
    const context = contextOf({ onStage: (stage, subject) => seen.push(`${stage}/${subject}`) });
    const out = await runStage(scale, values('k', 1, 2), { factor: 3 }, context, 'thing');
    expect([...out.value]).toEqual([3, 6]);
    expect(seen).toEqual(['scale/thing']);
    expect(context.records).toHaveLength(1);
    expect(context.records[0]).toMatchObject({
      stage: 'scale',
      subject: 'thing',
      cached: false,
      confidence: 0.5,
      reasons: ['2 values'],
    });
    expect(context.records[0].ms).toBeGreaterThanOrEqual(0);
  });

  it('takes a known output from the cache, and only for the same inputs, parameters and model', async () => {
    const context = contextOf();
    runs = 0;
    const first = await runStage(scale, values('k', 1), { factor: 2 }, context);
    const again = await runStage(scale, values('k', 1), { factor: 2 }, context);
    expect(runs).toBe(1);
    expect(again.value).toBe(first.value);
    expect(context.records.map((record) => record.cached)).toEqual([false, true]);
    const otherParams = await runStage(scale, values('k', 1), { factor: 4 }, context);
    const otherInput = await runStage(scale, values('other', 1), { factor: 2 }, context);
    const model = await runStage(scale, values('k', 1), { factor: 2 }, { ...context, runtime: { sha: 'b' } });
    expect(runs).toBe(4);
    expect(new Set([first.key, otherParams.key, otherInput.key, model.key]).size).toBe(4);
  });

  it('gives another key to another version of the stage', async () => {
    const next = defineStage({ ...scale, version: 2 });
    const context = contextOf();
    const a = await runStage(scale, values('k', 1), { factor: 2 }, context);
    const b = await runStage(next, values('k', 1), { factor: 2 }, context);
    expect(a.key).not.toBe(b.key);
  });

  it('caches nothing that was made from an input without a key, nor stages that ask not to be', async () => {
    const context = contextOf();
    runs = 0;
    const loose = await runStage(scale, values(undefined, 1), { factor: 2 }, context);
    await runStage(scale, values(undefined, 1), { factor: 2 }, context);
    const uncached = defineStage({ ...scale, cache: false });
    await runStage(uncached, values('k', 1), { factor: 2 }, context);
    await runStage(uncached, values('k', 1), { factor: 2 }, context);
    expect(runs).toBe(4);
    expect(loose.key).toBeUndefined();
    expect(context.cache.size).toBe(0);
  });

  it('refuses parameters the stage does not accept', async () => {
    const error = await codeOf(runStage(scale, values('k', 1), { factor: -1 }, contextOf()));
    expect(error).toMatchObject({ code: 'invalid-input', stage: 'scale' });
    expect(error.message).toContain('factor');
  });

  it('reports broken inputs and outputs as internal errors of the stage', async () => {
    const input = await codeOf(runStage(scale, values('k'), { factor: 1 }, contextOf()));
    expect(input).toMatchObject({ code: 'internal', stage: 'scale' });
    expect(input.message).toContain('no values');
    const output = await codeOf(runStage(scale, values('k', Number.NaN), { factor: 1 }, contextOf()));
    expect(output.message).toContain('not finite');
  });

  it('does not cache a failure', async () => {
    const context = contextOf();
    await codeOf(runStage(scale, values('k', Number.NaN), { factor: 1 }, context));
    expect(context.cache.size).toBe(0);
    expect(context.records).toHaveLength(0);
  });

  it('keeps a StudioError and names the stage; wraps anything else', async () => {
    const failing = (error: unknown) =>
      defineStage<FakeRuntime, object, object, number>({
        id: 'failing',
        version: 1,
        params: z.strictObject({}),
        run: () => {
          throw error;
        },
      });
    const own = await codeOf(
      runStage(failing(new StudioError('no-person-found', 'Nobody.')), {}, {}, contextOf()),
    );
    expect(own).toMatchObject({ code: 'no-person-found', message: 'Nobody.', stage: 'failing' });
    const cause = new TypeError('x is undefined');
    const other = await codeOf(runStage(failing(cause), {}, {}, contextOf()));
    expect(other).toMatchObject({ code: 'internal', stage: 'failing' });
    expect(other.message).toContain('x is undefined');
    expect(other.cause).toBe(cause);
  });

  it('stops before a stage when the signal has fired', async () => {
    const abort = new AbortController();
    abort.abort();
    runs = 0;
    const error = await codeOf(
      runStage(scale, values('k', 1), { factor: 2 }, contextOf({ signal: abort.signal })),
    );
    expect(error).toMatchObject({ code: 'cancelled', stage: 'scale' });
    expect(runs).toBe(0);
  });

  it('drops the output of a stage during which the signal fired', async () => {
    const abort = new AbortController();
    const slow = defineStage<FakeRuntime, object, object, number>({
      id: 'slow',
      version: 1,
      params: z.strictObject({}),
      run: async () => {
        abort.abort();
        return 1;
      },
    });
    const context = contextOf({ signal: abort.signal });
    expect((await codeOf(runStage(slow, {}, {}, context))).code).toBe('cancelled');
    expect(context.cache.size).toBe(0);
  });
});

describe('gather', () => {
  it('has a key that depends on every item and its place', () => {
    const a: Staged<number> = { value: 1, key: 'a' };
    const b: Staged<number> = { value: 2, key: 'b' };
    expect(gather([a, b]).value).toEqual([1, 2]);
    expect(gather([a, b]).key).not.toBe(gather([b, a]).key);
    expect(gather([a, { value: 3, key: undefined }]).key).toBeUndefined();
  });
});
