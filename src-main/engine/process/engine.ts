/** Engine: answers the methods of the contract inside the engine process; owns the runtime and the stage cache. */

import { join } from 'node:path';
import type { EngineConfig, EngineMethod, EngineOutput, EngineRequest } from '../../contract/engine.ts';
import type { Log } from '../../contract/log.ts';
import type { ProviderName } from '../../contract/options.ts';
import type { Progress } from '../../contract/progress.ts';
import { collectGarbage } from '../image/collect.ts';
import { analyze, STAGES_OF_ANALYZE, summarizeAnalyze } from '../pipeline/analyze.ts';
import type { BodyFitter } from '../pipeline/body.ts';
import { StageCache } from '../pipeline/cache.ts';
import type { BodyShaper } from '../pipeline/room/shape-body.ts';
import type { Dresser } from '../pipeline/room/wear.ts';
import type { Sewer } from '../pipeline/sew.ts';
import type { RunContext } from '../pipeline/stage.ts';
import type { StudioMaker } from '../pipeline/studio.ts';
import { stagesOfTryOn, summarizeTryOn, tryOn } from '../pipeline/tryOn.ts';
import { createRuntime, type Runtime } from '../runtime/index.ts';
import { IdleWork } from './idle.ts';

export interface Engine {
  answer<M extends EngineMethod>(
    method: M,
    request: EngineRequest<M>,
    onProgress: (progress: Progress) => void,
    /** Heard between stages. */
    signal?: AbortSignal,
  ): Promise<EngineOutput<M>>;
}

/** Photos of more pixels are not held in memory; how many pixels of them are at a time. */
const LARGE = { above: 100e6, bandPixels: 2e6 };

/** The speed figure runs for a set time; its bar is only a sign of life. */
const STAGES_OF_PROBE = 40;

type Handlers = {
  [M in EngineMethod]: (
    request: EngineRequest<M>,
    onProgress: (progress: Progress) => void,
  ) => Promise<EngineOutput<M>>;
};

export function createEngine(config: EngineConfig, log: Log): Engine {
  const cache = new StageCache(config.cacheBytes);
  const idle = new IdleWork((error) => log.warn('work ahead failed', { cause: String(error) }));
  let fitter: BodyFitter | undefined;
  let sewer: Sewer | undefined;
  let shaper: BodyShaper | undefined;
  let dresser: Dresser | undefined;
  let studio: StudioMaker | undefined;
  const runtimes = new Map<ProviderName, Runtime>();
  /** Of the request being answered; requests come one after the other. */
  let signal = new AbortController().signal;

  function runtimeFor(provider: ProviderName): Runtime {
    let runtime = runtimes.get(provider);
    if (!runtime) {
      const { modelsDirs, stateDir, threads } = config;
      runtime = createRuntime({ modelsDirs, stateDir, threads, provider, log });
      runtimes.set(provider, runtime);
    }
    return runtime;
  }

  /** Context of one request; progress counts the stages that have started out of `stages`. */
  function open(
    provider: ProviderName,
    stages: number,
    onProgress: (progress: Progress) => void,
  ): RunContext<Runtime> {
    let started = 0;
    return {
      runtime: runtimeFor(provider),
      signal,
      log,
      cache,
      large: { ...LARGE, folder: join(config.stateDir, 'working'), ...config.large },
      records: [],
      onStage: (stage) => {
        onProgress({ stage, fraction: Math.min(0.99, started / stages) });
        started++;
      },
    };
  }

  const handlers: Handlers = {
    async tryOn(request, onProgress) {
      const started = performance.now();
      const stages = stagesOfTryOn(request.garments.length) + (request.explain ? 1 : 0);
      const context = open(request.models.provider, stages, onProgress);
      const { needsRows } = await import('../pipeline/look/dress-large.ts');
      // A page that explains the result shows every step of it whole.
      if (!request.explain && (await needsRows(request.person, context))) {
        const { tryOnLarge } = await import('../pipeline/look/try-on-large.ts');
        return { ...(await tryOnLarge(request, context)), ...account(context, started) };
      }
      const run = await tryOn(request, context);
      idle.plan(() => run.scene.value.ahead());
      const result = { ...summarizeTryOn(request, run), ...account(context, started) };
      if (!request.explain) return result;
      context.onStage?.('explain', '');
      const { explainTryOn } = await import('../pipeline/explain/try-on-page.ts');
      return { ...result, explainPage: await explainTryOn(request.explain, request, run, result) };
    },
    async renderLook(request, onProgress) {
      const started = performance.now();
      const { renderLook } = await import('../pipeline/look/render-look.ts');
      const { stagesOfRenderLook } = await import('../pipeline/look/ready-look.ts');
      // A draft is there before its progress could be read, and every message takes time from it.
      const told = request.quality === 'draft' ? () => {} : onProgress;
      const context = open(request.models.provider, stagesOfRenderLook(request), told);
      const { result, scene } = await renderLook(request, context);
      // While a handle is dragged there is no time left over.
      if (scene && request.quality !== 'draft') idle.plan(() => scene.value.ahead());
      return { ...result, ...account(context, started) };
    },
    async produce(request, onProgress) {
      const started = performance.now();
      const { produce, stagesOfProduce } = await import('../pipeline/look/produce.ts');
      const context = open(request.models.provider, stagesOfProduce(request), onProgress);
      const { result } = await produce(request, context, config.modelsDirs);
      // Batches ask again and again: each picture leaves some hundred megabytes behind.
      collectGarbage();
      return { ...result, ...account(context, started) };
    },
    async inspectGarment(request, onProgress) {
      const started = performance.now();
      const { inspectGarment, STAGES_OF_INSPECT } = await import('../pipeline/inspect.ts');
      const context = open(request.models.provider, STAGES_OF_INSPECT, onProgress);
      return { ...(await inspectGarment(request, context)), ...account(context, started) };
    },
    async describe(request, onProgress) {
      const started = performance.now();
      const { describePictures, stagesOfDescribe } = await import('../pipeline/describe.ts');
      const context = open(request.models.provider, stagesOfDescribe(request), onProgress);
      return { ...(await describePictures(request, context)), ms: performance.now() - started };
    },
    async findGarments(request, onProgress) {
      const started = performance.now();
      const { findGarments, STAGES_OF_FIND } = await import('../pipeline/find-garments.ts');
      const context = open(request.models.provider, STAGES_OF_FIND, onProgress);
      return { ...(await findGarments(request, context)), ms: performance.now() - started };
    },
    async inspectPerson(request, onProgress) {
      const started = performance.now();
      const { inspectPerson, STAGES_OF_INSPECT } = await import('../pipeline/inspect.ts');
      const context = open(request.models.provider, STAGES_OF_INSPECT, onProgress);
      return { ...(await inspectPerson(request, context)), ...account(context, started) };
    },
    async thumbnail(request, onProgress) {
      const { thumbnail } = await import('../pipeline/thumbnails.ts');
      // No model looks at the picture: any provider will do, and none is started.
      return thumbnail(request, open('auto', 1, onProgress));
    },
    async exportPicture(request, onProgress) {
      const { exportPicture } = await import('../pipeline/export-picture.ts');
      return exportPicture(request, open('auto', 2, onProgress), config.modelsDirs);
    },
    async clip(request, onProgress) {
      onProgress({ stage: 'clip', fraction: 0 });
      const { clip } = await import('../pipeline/clip.ts');
      return clip(request);
    },
    async repairCutOut(request, onProgress) {
      const { repairCutOut } = await import('../pipeline/look/repair-cut-out.ts');
      return repairCutOut(request, open('auto', 4, onProgress));
    },
    async analyze(request, onProgress) {
      const started = performance.now();
      const context = open(
        request.models.provider,
        STAGES_OF_ANALYZE + (request.explain ? 1 : 0),
        onProgress,
      );
      const run = await analyze(request, context);
      const result = { ...summarizeAnalyze(request, run), ...account(context, started) };
      if (!request.explain) return result;
      context.onStage?.('explain', '');
      const { explainAnalyze } = await import('../pipeline/explain/analyze-page.ts');
      return { ...result, explainPage: await explainAnalyze(request.explain, run, result) };
    },
    async body(request, onProgress) {
      const started = performance.now();
      const { BodyFitter, stagesOfBody } = await import('../pipeline/body.ts');
      const context = open(request.models.provider, stagesOfBody(request), onProgress);
      fitter ??= new BodyFitter(config.modelsDirs);
      return { ...(await fitter.answer(request, context)), ...account(context, started) };
    },
    async sew(request, onProgress) {
      const started = performance.now();
      const { Sewer, stagesOfSew, summarizeSew } = await import('../pipeline/sew.ts');
      const stages = stagesOfSew(request) + (request.explain ? 1 : 0);
      const context = open(request.models.provider, stages, onProgress);
      sewer ??= new Sewer(config.modelsDirs);
      const run = await sewer.run(request, context);
      const result = { ...summarizeSew(request, run), ...account(context, started) };
      if (!request.explain) return result;
      context.onStage?.('explain', '');
      const { explainSew } = await import('../pipeline/explain/sew-page.ts');
      return { ...result, explainPage: await explainSew(request.explain, request, run, result) };
    },
    async shapeBody(request) {
      const started = performance.now();
      const { BodyShaper } = await import('../pipeline/room/shape-body.ts');
      shaper ??= new BodyShaper(config.modelsDirs);
      return { ...(await shaper.answer(request)), ms: performance.now() - started };
    },
    async wear(request, onProgress) {
      const started = performance.now();
      const { Dresser, stagesOfWear } = await import('../pipeline/room/wear.ts');
      const context = open(request.models.provider, stagesOfWear(request), onProgress);
      dresser ??= new Dresser(config.modelsDirs);
      return { ...(await dresser.answer(request, context)), ...account(context, started) };
    },
    async print(request, onProgress) {
      onProgress({ stage: 'write-report', fraction: 0 });
      const { print } = await import('../pipeline/print.ts');
      return print(request, config.modelsDirs);
    },
    async lookbook(request, onProgress) {
      onProgress({ stage: 'write-lookbook', fraction: 0 });
      const { lookbook } = await import('../pipeline/lookbook/lookbook.ts');
      return lookbook(request, config.modelsDirs, onProgress, signal);
    },
    async fitReport(request, onProgress) {
      const started = performance.now();
      const { Dresser } = await import('../pipeline/room/wear.ts');
      const { fitReport, stagesOfFitReport } = await import('../pipeline/room/fit-report.ts');
      const context = open(request.models.provider, stagesOfFitReport(request), onProgress);
      dresser ??= new Dresser(config.modelsDirs);
      const result = await fitReport(request, dresser, config.modelsDirs, context);
      return { ...result, ...account(context, started) };
    },
    async pattern(request, onProgress) {
      const started = performance.now();
      const { Dresser, STAGES_OF_PATTERN } = await import('../pipeline/room/wear.ts');
      const context = open('auto', STAGES_OF_PATTERN, onProgress);
      dresser ??= new Dresser(config.modelsDirs);
      return { ...(await dresser.pattern(request, context)), ms: performance.now() - started };
    },
    async probe(request, onProgress) {
      const { probe } = await import('./probe.ts');
      return probe(request, (provider) => open(provider, STAGES_OF_PROBE, onProgress));
    },
    async sheet(request, onProgress) {
      onProgress({ stage: 'contact-sheet', fraction: 0 });
      const { contactSheet } = await import('../pipeline/sheet/contact-sheet.ts');
      return contactSheet(request);
    },
    async score(request, onProgress) {
      const started = performance.now();
      const { score, stagesOfScore } = await import('../pipeline/scoring/score.ts');
      const context = open(request.models.provider, stagesOfScore(request), onProgress);
      return { ...(await score(request, context)), ...account(context, started) };
    },
    async qualityReport(request, onProgress) {
      onProgress({ stage: 'quality-report', fraction: 0 });
      const { qualityReport } = await import('../pipeline/scoring/report-page.ts');
      return qualityReport(request);
    },
    async studioCase(request, onProgress) {
      const { StudioMaker } = await import('../pipeline/studio.ts');
      studio ??= new StudioMaker(config.modelsDirs);
      return studio.make(request, (share) =>
        onProgress({ stage: 'studio', fraction: Math.min(0.99, share) }),
      );
    },
  };

  return {
    answer: (method, request, onProgress, requestSignal = new AbortController().signal) => {
      idle.stop();
      signal = requestSignal;
      return handlers[method](request as never, onProgress) as never;
    },
  };
}

/** What every result says about its making. */
function account(context: RunContext<Runtime>, started: number) {
  return {
    provider: context.runtime.report().active,
    ms: performance.now() - started,
    peakMb: peakMb(),
    stages: context.records,
  };
}

/** Largest resident memory of this process so far. */
export function peakMb(): number {
  return process.resourceUsage().maxRSS / 1024;
}
