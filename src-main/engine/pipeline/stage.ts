/** Stages: `defineStage` declares a step of the pipeline, `runStage` alone validates, aborts, times, caches and wraps errors. */

import { createHash } from 'node:crypto';
import type { ZodType } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import type { Log } from '../../contract/log.ts';
import type { StageRecord } from '../../contract/progress.ts';
import type { StageCache } from './cache.ts';

/** A value together with the key of how it came to be; without a key nothing made from it is cached. */
export interface Staged<T> {
  readonly value: T;
  readonly key: string | undefined;
}

/** Inputs of a stage, each with how it came to be. */
export type StagedInputs<I> = { readonly [K in keyof I]: Staged<I[K]> };

export interface StageDefinition<Runtime, I extends object, P, O> {
  /** Unique name, shown in progress, traces and errors. */
  id: string;
  /** Raised whenever the same inputs may give another output. */
  version: number;
  params: ZodType<P>;
  /** Says in words what is wrong with the inputs, or nothing. Guards the programmer, not the user. */
  input?(input: I): string | undefined;
  output?(output: O): string | undefined;
  /** Keys (sha256) of the models the output depends on. */
  models?(runtime: Runtime, params: P): string[];
  /** False for stages whose output is not worth its memory or that have a side effect; asked with the parameters. Default true. */
  cache?: boolean | ((params: P) => boolean);
  /** What the trace tells about an output. */
  about?(output: O): { confidence?: number; reasons?: string[] };
  run(input: I, params: P, context: StageContext<Runtime>): Promise<O> | O;
}

/** What a stage sees of the request it works for. */
export interface StageContext<Runtime> {
  runtime: Runtime;
  signal: AbortSignal;
  log: Log;
}

/** Photos of more pixels than `above` are worked on by rows, with working files in `folder`. */
export interface LargeWork {
  above: number;
  folder: string;
  /** Most pixels in memory at a time. */
  bandPixels: number;
}

/** One request's run: shared services plus the trace it leaves. */
export interface RunContext<Runtime> extends StageContext<Runtime> {
  cache: StageCache;
  /** How photos too large for memory are worked on; left out, none is too large. */
  large?: LargeWork;
  records: StageRecord[];
  /** Called before a stage starts. */
  onStage?(stage: string, subject: string): void;
}

export function defineStage<Runtime, I extends object, P, O>(
  definition: StageDefinition<Runtime, I, P, O>,
): Readonly<StageDefinition<Runtime, I, P, O>> {
  return Object.freeze(definition);
}

/** Several staged values as one input. */
export function gather<T>(items: readonly Staged<T>[]): Staged<T[]> {
  const keys = items.map((item) => item.key);
  return {
    value: items.map((item) => item.value),
    key: keys.every((key) => key !== undefined) ? digest(keys) : undefined,
  };
}

function digest(parts: unknown): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/**
 * Runs one stage of a request.
 *
 * @param subject what it works on, for the trace ('person', 'garment 1')
 * @throws StudioError with `stage` set: `cancelled` when the signal fired before, during or after the stage,
 *   `invalid-input` for parameters, `internal` for broken inputs, outputs and unknown errors
 */
export async function runStage<Runtime, I extends object, P, O>(
  stage: StageDefinition<Runtime, I, P, O>,
  inputs: StagedInputs<I>,
  params: P,
  context: RunContext<Runtime>,
  subject = '',
): Promise<Staged<O>> {
  // A turn of the event loop between stages lets a cancel message arrive.
  await new Promise((resolve) => setImmediate(resolve));
  throwIfAborted(context.signal, stage.id);
  context.onStage?.(stage.id, subject);
  const started = performance.now();
  try {
    const checked = stage.params.safeParse(params);
    if (!checked.success) {
      const issue = checked.error.issues[0];
      throw new StudioError(
        'invalid-input',
        `Stage ${stage.id} does not accept the parameter "${issue?.path.join('.') ?? ''}": ${issue?.message ?? 'invalid'}.`,
      );
    }
    const kept = typeof stage.cache === 'function' ? stage.cache(checked.data) : stage.cache !== false;
    const key = kept ? keyOf(stage, inputs, checked.data, context.runtime) : undefined;
    const known = key === undefined ? undefined : (context.cache.get(key) as O | undefined);
    const value = known ?? (await runChecked(stage, inputs, checked.data, context));
    throwIfAborted(context.signal, stage.id);
    if (known === undefined && key !== undefined) context.cache.set(key, value);
    const about = stage.about?.(value) ?? {};
    context.records.push({
      stage: stage.id,
      subject,
      ms: performance.now() - started,
      cached: known !== undefined,
      ...(about.confidence === undefined ? {} : { confidence: about.confidence }),
      reasons: about.reasons ?? [],
    });
    return { value, key };
  } catch (error) {
    throw asStageError(error, stage.id);
  }
}

async function runChecked<Runtime, I extends object, P, O>(
  stage: StageDefinition<Runtime, I, P, O>,
  inputs: StagedInputs<I>,
  params: P,
  context: RunContext<Runtime>,
): Promise<O> {
  const input = Object.fromEntries(
    Object.entries(inputs).map(([name, staged]) => [name, (staged as Staged<unknown>).value]),
  ) as I;
  const wrongInput = stage.input?.(input);
  if (wrongInput) throw new Error(`received ${wrongInput}`);
  const output = await stage.run(input, params, {
    runtime: context.runtime,
    signal: context.signal,
    log: context.log.child({ stage: stage.id }),
  });
  const wrongOutput = stage.output?.(output);
  if (wrongOutput) throw new Error(`produced ${wrongOutput}`);
  return output;
}

function keyOf<Runtime, I extends object, P, O>(
  stage: StageDefinition<Runtime, I, P, O>,
  inputs: StagedInputs<I>,
  params: P,
  runtime: Runtime,
): string | undefined {
  const names = (Object.keys(inputs) as (keyof I & string)[]).sort();
  const keys = names.map((name) => inputs[name].key);
  if (keys.some((key) => key === undefined)) return undefined;
  return digest([stage.id, stage.version, names, keys, params, stage.models?.(runtime, params) ?? []]);
}

function throwIfAborted(signal: AbortSignal, stage: string): void {
  if (signal.aborted) throw new StudioError('cancelled', 'Cancelled; nothing was written.', { stage });
}

/** Any error as a StudioError that names its stage. */
export function asStageError(error: unknown, stage: string): StudioError {
  if (error instanceof StudioError) {
    error.stage ??= stage;
    return error;
  }
  const message = error instanceof Error ? error.message : String(error);
  return new StudioError(
    'internal',
    `The step "${stage}" failed in a way Toile did not expect (${message}). Try another photo, and report this one.`,
    { stage, cause: error },
  );
}
