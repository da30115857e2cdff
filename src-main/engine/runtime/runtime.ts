/** Runtime: loads models by name onto the best execution provider that proves itself, and keeps their sessions. */

import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import { type Log, silentLog } from '../../contract/log.ts';
import { type ModelPart, type PinnedManifest, partOf } from './manifest.ts';
import { compareSessions } from './provider-check.ts';
import { type ProviderTrial, providerTrial } from './provider-trial.ts';
import { createRegistry, type ModelEntry, type Registry } from './registry.ts';
import {
  checkFeeds,
  createSession,
  type ExecutionProvider,
  manifestFaults,
  runtimeBuild,
  type Session,
  type Tensor,
} from './session.ts';

export interface RuntimeOptions {
  /** Folders that hold NAME/{model.json, model.onnx}; earlier ones win. */
  modelsDirs: readonly string[];
  /** 'auto' by default: the platform's list, each checked against the CPU, the CPU last. */
  provider?: ExecutionProvider | 'auto';
  /** Threads of one CPU inference; by default the cores of the machine, 8 at most. */
  threads?: number;
  /** Where small records about models and providers are kept; the first of `modelsDirs` by default. */
  stateDir?: string;
  log?: Log;
}

/** A loaded model. Inputs and outputs are those of the manifest. */
export interface Model {
  readonly name: string;
  readonly manifest: PinnedManifest;
  readonly provider: ExecutionProvider;
  /** @throws StudioError 'invalid-input' for tensors that do not fit the manifest, 'internal' when the run fails. */
  run(feeds: Record<string, Tensor>): Promise<Record<string, Tensor>>;
}

/** What came of trying a provider. */
export interface ProviderOutcome {
  provider: ExecutionProvider;
  accepted: boolean;
  /** Why it was refused. */
  reason?: string;
  /** Milliseconds the trial took. */
  ms: number;
  /** Largest difference from the CPU's results over the models loaded, relative to the largest value. */
  maxDifference?: number;
}

export interface RuntimeReport {
  requested: ExecutionProvider | 'auto';
  /** Provider of the models loaded so far; the CPU until one is loaded. */
  active: ExecutionProvider;
  /** Every provider tried, in order. */
  providers: ProviderOutcome[];
  threads: number;
  /** Version of ONNX Runtime; empty until a model is loaded. */
  version: string;
  loaded: { name: string; provider: ExecutionProvider; loadMs: number }[];
}

export interface Runtime {
  readonly registry: Registry;
  /**
   * The model of that name, loaded on first use and kept. A model of two files is loaded by its parts: inputs and outputs
   * are those of the part.
   * @throws StudioError 'model-missing', 'model-corrupt', 'model-invalid', 'provider-unavailable'
   */
  model(name: string, part?: ModelPart): Promise<Model>;
  /** sha256 of the model's file as its manifest states it: part of the cache key of whatever is computed with it. */
  modelKey(name: string): string;
  report(): RuntimeReport;
  /** Frees all sessions; the runtime can be used again afterwards. */
  release(): Promise<void>;
}

const MAX_THREADS = 8;

/** Best first; the CPU always ends the list. */
const PLATFORM_PROVIDERS: Partial<Record<NodeJS.Platform, ExecutionProvider[]>> = {
  win32: ['dml', 'webgpu', 'cpu'],
  darwin: ['coreml', 'webgpu', 'cpu'],
  linux: ['cuda', 'webgpu', 'cpu'],
};

export function createRuntime(options: RuntimeOptions): Runtime {
  const requested = options.provider ?? 'auto';
  const threads = options.threads ?? Math.min(MAX_THREADS, availableParallelism());
  const stateDir = options.stateDir ?? options.modelsDirs[0];
  const log = (options.log ?? silentLog).child({ scope: 'runtime' });
  const registry = createRegistry(options.modelsDirs, stateDir);
  const outcomes = new Map<ExecutionProvider, ProviderOutcome>();
  const models = new Map<string, Promise<LoadedModel>>();
  const loaded: RuntimeReport['loaded'] = [];
  let version = '';

  const candidates = (): ExecutionProvider[] =>
    requested === 'auto' ? (PLATFORM_PROVIDERS[process.platform] ?? ['cpu']) : [requested];

  const refuse = (provider: ExecutionProvider, reason: string, ms: number): void => {
    outcomes.set(provider, { provider, accepted: false, reason, ms });
    log.info('execution provider refused', { provider, reason });
  };

  /** A session on `provider`, or undefined with the reason noted. */
  const tryProvider = async (
    entry: ModelEntry,
    provider: Exclude<ExecutionProvider, 'cpu'>,
  ): Promise<Session | undefined> => {
    const started = performance.now();
    const build = await runtimeBuild();
    const trial = providerTrial(stateDir, provider, build.version);
    const absent = build.providers.includes(provider) ? undefined : 'not part of this build of ONNX Runtime';
    const known = absent ?? (requested === 'auto' ? trial.refusal() : undefined);
    const outcome = known ?? (await attempt(entry, provider, threads, trial, requested === 'auto'));
    const ms = Math.round(performance.now() - started);
    if (typeof outcome === 'string') {
      refuse(provider, outcome, ms);
      return undefined;
    }
    const before = outcomes.get(provider)?.maxDifference ?? 0;
    const maxDifference = Math.max(before, outcome.maxDifference);
    outcomes.set(provider, { provider, accepted: true, ms, maxDifference });
    return outcome.session;
  };

  const open = async (entry: ModelEntry): Promise<Session> => {
    for (const provider of candidates()) {
      if (provider === 'cpu') {
        const session = await openOnCpu(entry, threads);
        if (!outcomes.has('cpu')) outcomes.set('cpu', { provider, accepted: true, ms: 0, maxDifference: 0 });
        return session;
      }
      if (outcomes.get(provider)?.accepted === false) continue;
      const session = await tryProvider(entry, provider);
      if (session) return session;
    }
    throw new StudioError(
      'provider-unavailable',
      `The execution provider "${requested}" cannot be used here: ${outcomes.get(candidates()[0])?.reason}. ` +
        'Choose "auto" or "cpu".',
    );
  };

  const load = async (entry: ModelEntry): Promise<LoadedModel> => {
    const { name } = entry;
    const started = performance.now();
    await registry.checkIntegrity(entry);
    version = (await runtimeBuild()).version;
    const session = await open(entry);
    const faults = manifestFaults(entry.manifest, session);
    if (faults.length > 0) {
      await session.release();
      throw new StudioError(
        'model-invalid',
        `Model "${name}" does not match its manifest: ${faults.join('; ')}.`,
      );
    }
    const loadMs = Math.round(performance.now() - started);
    loaded.push({ name, provider: session.provider, loadMs });
    log.info('model loaded', { model: name, provider: session.provider, loadMs });
    return { model: asModel(entry.manifest, session), session };
  };

  return {
    registry,
    async model(name, part = 'main') {
      const whole = registry.find(name);
      const entry = { ...whole, manifest: partOf(whole.manifest, part) };
      // a model that was replaced meanwhile has another hash and is loaded anew
      const key = `${name} ${entry.manifest.sha256}`;
      let pending = models.get(key);
      if (!pending) {
        pending = load(entry);
        models.set(key, pending);
        // a failed load is not kept: the file may be mended meanwhile
        pending.catch(() => models.delete(key));
      }
      return (await pending).model;
    },
    modelKey: (name) => registry.find(name).manifest.sha256,
    report: () => ({
      requested,
      active: loaded.find((m) => m.provider !== 'cpu')?.provider ?? 'cpu',
      providers: [...outcomes.values()],
      threads,
      version,
      loaded: [...loaded],
    }),
    async release() {
      const pending = [...models.values()];
      models.clear();
      loaded.length = 0;
      for (const result of await Promise.allSettled(pending)) {
        if (result.status === 'fulfilled') await result.value.session.release();
      }
    },
  };
}

interface LoadedModel {
  model: Model;
  session: Session;
}

/** A session that agrees with the CPU, or why the provider is refused. */
async function attempt(
  entry: ModelEntry,
  provider: ExecutionProvider,
  threads: number,
  trial: ProviderTrial,
  speed: boolean,
): Promise<{ session: Session; maxDifference: number } | string> {
  let session: Session | undefined;
  let reference: Session | undefined;
  let remembered: string | undefined;
  trial.begin();
  try {
    session = await createSession(join(entry.folder, entry.manifest.file), provider, threads);
    reference = await openOnCpu(entry, threads);
    const { fault, maxDifference } = await compareSessions(entry.manifest, reference, session, { speed });
    if (fault === undefined) return { session, maxDifference };
    remembered = fault;
    await session.release();
    return fault;
  } catch (error) {
    await session?.release();
    return shortReason(error);
  } finally {
    trial.end(remembered);
    await reference?.release();
  }
}

async function openOnCpu(entry: ModelEntry, threads: number): Promise<Session> {
  try {
    return await createSession(join(entry.folder, entry.manifest.file), 'cpu', threads);
  } catch (cause) {
    throw new StudioError(
      'model-corrupt',
      `Model "${entry.name}" cannot be loaded: ${shortReason(cause)} ` +
        'Run "toile models build" again, or add your own model again.',
      { cause },
    );
  }
}

/** ONNX Runtime's messages start with source files and signatures; the last sentence is what matters. */
function shortReason(error: unknown): string {
  const text = (error instanceof Error ? error.message : String(error)).trim().split('\n')[0];
  return text.replace(/^\S*onnxruntime\S*\.(cc|h):\d+ .*?(was false\. |: )(?=[A-Z])/, '').slice(0, 300);
}

function asModel(manifest: PinnedManifest, session: Session): Model {
  const fetches = manifest.outputs.map((tensor) => tensor.name);
  return {
    name: manifest.name,
    manifest,
    provider: session.provider,
    async run(feeds) {
      checkFeeds(manifest, feeds);
      try {
        return await session.run(feeds, fetches);
      } catch (cause) {
        throw new StudioError('internal', `Model "${manifest.name}" failed to run: ${shortReason(cause)}`, {
          cause,
        });
      }
    },
  };
}
