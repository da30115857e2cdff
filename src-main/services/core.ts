/** Core: the only way into Toile for every host; owns the lanes and their engine processes. */

import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { AnalyzeInput, AnalyzeResult } from '../contract/analyze.ts';
import type { BodyInput, BodyResult } from '../contract/body.ts';
import type { ClipInput, ClipResult } from '../contract/clip.ts';
import type { ProbeInput, ProbeResult } from '../contract/doctor.ts';
import type { EngineConfig, EngineInput, EngineMethod, EngineOutput } from '../contract/engine.ts';
import { StudioError } from '../contract/errors.ts';
import type { ExportPictureInput, ExportPictureResult } from '../contract/export-picture.ts';
import type { FitReportInput, FitReportResult } from '../contract/fit-report.ts';
import type {
  InspectGarmentInput,
  InspectGarmentResult,
  InspectPersonInput,
  InspectPersonResult,
  ThumbnailInput,
  ThumbnailResult,
} from '../contract/inspect.ts';
import type { DescribeInput, DescribeResult } from '../contract/knowledge.ts';
import { type Log, silentLog } from '../contract/log.ts';
import type { LookbookInput, LookbookResult } from '../contract/lookbook.ts';
import type { PatternInput, PatternResult } from '../contract/pattern.ts';
import type { PrintInput, PrintResult } from '../contract/print.ts';
import type { ProduceInput, ProduceResult } from '../contract/produce.ts';
import type { QualityReport, QualityReportInput, ScoreInput, ScoreResult } from '../contract/quality.ts';
import type { FindGarmentsInput, FindGarmentsResult } from '../contract/regions.ts';
import type { RenderLookInput, RenderLookResult } from '../contract/render-look.ts';
import type { RepairCutOutInput, RepairCutOutResult } from '../contract/repair-cut-out.ts';
import type { SewInput, SewResult } from '../contract/sew.ts';
import type { ShapeBodyInput, ShapeBodyResult } from '../contract/shape-body.ts';
import type { SheetInput, SheetResult } from '../contract/sheet.ts';
import type { StudioMakeRequest, StudioMakeResult } from '../contract/studio-make.ts';
import type { TryOnInput, TryOnResult } from '../contract/try-on.ts';
import type { WearInput, WearResult } from '../contract/wear.ts';
import { type EngineChild, forkEngine } from './engine-child.ts';
import { cancelled, Lane, type RequestOptions } from './lane.ts';
import { sweepLeftovers } from './leftovers.ts';

export interface CoreOptions {
  /** Folder this core may write to: user models, caches. */
  dataDir: string;
  /** Folders with built models, searched in order. */
  modelsDirs: string[];
  /** Folder of samples and other read-only files that ship with Toile. */
  resourcesDir: string;
  log?: Log;
  /** Engine processes that may work at the same time. Default 1. */
  lanes?: number;
  /** Milliseconds without work after which an engine process ends. Default five minutes. */
  idleMs?: number;
  /** Requests after which an engine process is renewed. Default 100. */
  recycleAfter?: number;
  /** Milliseconds without work it is renewed after when somebody looks on. Default one minute. */
  restMs?: number;
  /** Threads each engine process computes with. Default: the cores shared among the lanes. */
  threads?: number;
  /** Bytes of stage outputs each engine process keeps. Default 256 MB. */
  cacheBytes?: number;
  /** When photos are worked on by rows; the engine's own choice when left out. */
  large?: EngineConfig['large'];
  /** How to start an engine process. Default: Node's fork. */
  spawn?: () => EngineChild;
}

export interface Core {
  /** Dresses a person; writes the picture only when everything went well. */
  tryOn(input: TryOnInput, options?: RequestOptions): Promise<TryOnResult>;
  /** Draws an edited look; writes the pictures only when everything went well. */
  renderLook(input: RenderLookInput, options?: RequestOptions): Promise<RenderLookResult>;
  /** Draws a look once and writes it as several finished files. */
  produce(input: ProduceInput, options?: RequestOptions): Promise<ProduceResult>;
  /** What the library shows of a garment: category, colours, landmarks, small pictures. */
  inspectGarment(input: InspectGarmentInput, options?: RequestOptions): Promise<InspectGarmentResult>;
  /** Pictures of garments and words as points of one space, with the attributes the pictures show. */
  describe(input: DescribeInput, options?: RequestOptions): Promise<DescribeResult>;
  /** The garments of a picture, side by side or worn, each with what it shows. */
  findGarments(input: FindGarmentsInput, options?: RequestOptions): Promise<FindGarmentsResult>;
  /** The people of a photo with their joints. */
  inspectPerson(input: InspectPersonInput, options?: RequestOptions): Promise<InspectPersonResult>;
  /** Small copies of any picture. */
  thumbnail(input: ThumbnailInput, options?: RequestOptions): Promise<ThumbnailResult>;
  /** Describes a person's photo or a garment picture. */
  analyze(input: AnalyzeInput, options?: RequestOptions): Promise<AnalyzeResult>;
  /** Fits a body to photos of a person and draws it over the first. */
  body(input: BodyInput, options?: RequestOptions): Promise<BodyResult>;
  /** Dresses a body in garments that are sewn for it, as a mesh file. */
  wear(input: WearInput, options?: RequestOptions): Promise<WearResult>;
  /** Prints a document with pictures from files. */
  print(input: PrintInput, options?: RequestOptions): Promise<PrintResult>;
  /** Lays finished pictures out as a lookbook. */
  lookbook(input: LookbookInput, options?: RequestOptions): Promise<LookbookResult>;
  /** Prints how what a body wears fits. */
  fitReport(input: FitReportInput, options?: RequestOptions): Promise<FitReportResult>;
  /** The flat pieces of a garment with its picture on them. */
  pattern(input: PatternInput, options?: RequestOptions): Promise<PatternResult>;
  /** A body by its numbers, as a mesh file. */
  shapeBody(input: ShapeBodyInput, options?: RequestOptions): Promise<ShapeBodyResult>;
  /** Sews a garment in 3D for a person and tells how its sizes fit; writes the pictures only when everything went well. */
  sew(input: SewInput, options?: RequestOptions): Promise<SewResult>;
  /** Providers, models and speed as the engine process finds them. */
  probe(input: ProbeInput, options?: RequestOptions): Promise<ProbeResult>;
  /** Lays finished results out on one picture. */
  sheet(input: SheetInput, options?: RequestOptions): Promise<SheetResult>;
  /** Runs one task of a quality run and compares it with the truth. */
  score(input: ScoreInput, options?: RequestOptions): Promise<ScoreResult>;
  /** Brings the tasks of a quality run together. */
  qualityReport(input: QualityReportInput, options?: RequestOptions): Promise<QualityReport>;
  /** Makes one synthetic case with its truth. */
  studioCase(input: StudioMakeRequest, options?: RequestOptions): Promise<StudioMakeResult>;
  /** Writes a finished picture in the size, kind and with the metadata that are wanted. */
  exportPicture(input: ExportPictureInput, options?: RequestOptions): Promise<ExportPictureResult>;
  /** Makes pictures one that moves. */
  clip(input: ClipInput, options?: RequestOptions): Promise<ClipResult>;
  /** Paints on a garment's cut-out and writes it as a mask. */
  repairCutOut(input: RepairCutOutInput, options?: RequestOptions): Promise<RepairCutOutResult>;
  /** Ends every engine process; requests under way are rejected as cancelled, later ones get new processes. */
  restart(): Promise<void>;
  /** Process ids of the running engines. */
  enginePids(): number[];
  /** Ends every engine process; requests under way are rejected as cancelled. */
  close(): Promise<void>;
}

interface Waiting {
  priority: RequestOptions['priority'];
  start(lane: Lane): void;
  drop(): void;
}

export function createCore(options: CoreOptions): Core {
  const log = options.log ?? silentLog;
  // Records kept there only save time: a folder that cannot be made is no error.
  try {
    mkdirSync(options.dataDir, { recursive: true });
  } catch {}
  const count = Math.max(1, options.lanes ?? 1);
  const lanes = Array.from(
    { length: count },
    (_, index) =>
      new Lane({
        config: {
          modelsDirs: [...options.modelsDirs],
          stateDir: options.dataDir,
          resourcesDir: options.resourcesDir,
          cacheBytes: options.cacheBytes ?? 256e6,
          threads: options.threads ?? Math.max(1, Math.floor(availableParallelism() / count)),
          ...(options.large ? { large: options.large } : {}),
        },
        spawn: options.spawn ?? forkEngine,
        log: log.child({ lane: index }),
        idleMs: options.idleMs ?? 300_000,
        recycleAfter: options.recycleAfter ?? 100,
        restMs: options.restMs ?? 60_000,
      }),
  );
  const free = [...lanes];
  const waiting: Waiting[] = [];
  const closing = new AbortController();

  /** Of several lanes the first is left to those who look on; its cache is theirs as well. */
  const reserved = count > 1 ? lanes[0] : undefined;
  const mayTake = (lane: Lane, priority: Waiting['priority']): boolean =>
    priority !== 'background' || lane !== reserved;

  /** A free lane, one whose engine already runs where there is a choice. */
  function take(signal: AbortSignal, priority: Waiting['priority']): Promise<Lane> {
    const open = free.filter((lane) => mayTake(lane, priority));
    const favourite = priority === 'interactive' ? open.find((lane) => lane === reserved) : undefined;
    const lane = favourite ?? open.find(({ pid }) => pid !== undefined) ?? open[0];
    if (lane) {
      free.splice(free.indexOf(lane), 1);
      return Promise.resolve(lane);
    }
    return new Promise((resolve, reject) => {
      const entry: Waiting = { priority, start: resolve, drop: () => reject(cancelled()) };
      waiting.push(entry);
      signal.addEventListener('abort', () => {
        const at = waiting.indexOf(entry);
        if (at >= 0) waiting.splice(at, 1)[0]?.drop();
      });
    });
  }

  function giveBack(lane: Lane): void {
    const first = waiting.findIndex(({ priority }) => priority === 'interactive');
    const at = first >= 0 ? first : waiting.findIndex(({ priority }) => mayTake(lane, priority));
    if (at >= 0) waiting.splice(at, 1)[0]?.start(lane);
    else free.push(lane);
  }

  async function request<M extends EngineMethod>(
    method: M,
    input: EngineInput<M>,
    request: RequestOptions,
    targets: (string | undefined)[],
  ): Promise<EngineOutput<M>> {
    if (closing.signal.aborted) throw cancelled();
    const signal = request.signal ? AbortSignal.any([request.signal, closing.signal]) : closing.signal;
    if (signal.aborted) throw cancelled();
    const lane = await take(signal, request.priority);
    let pid: number | undefined;
    try {
      return await lane.request(method, input, { ...request, signal }, (started) => {
        pid = started;
      });
    } catch (error) {
      const ended =
        error instanceof StudioError && (error.code === 'cancelled' || error.code === 'engine-crashed');
      if (ended && pid !== undefined) {
        await sweepLeftovers(
          pid,
          targets.filter((target) => target !== undefined),
        );
      }
      throw error;
    } finally {
      giveBack(lane);
    }
  }

  return {
    tryOn: (input, requestOptions = {}) =>
      request('tryOn', input, requestOptions, [input.out, input.editedOut]),
    renderLook: (input, requestOptions = {}) =>
      request('renderLook', input, requestOptions, [input.out, input.editedOut, input.inventedOut]),
    produce: (input, requestOptions = {}) =>
      request(
        'produce',
        input,
        requestOptions,
        input.outputs.map(({ out }) => out),
      ),
    inspectGarment: (input, requestOptions = {}) =>
      request('inspectGarment', input, requestOptions, [
        input.cutOutPicture,
        ...(input.thumbnails ?? []).map(({ out }) => out),
      ]),
    describe: (input, requestOptions = {}) => request('describe', input, requestOptions, []),
    findGarments: (input, requestOptions = {}) =>
      request('findGarments', input, requestOptions, [input.into && join(input.into, 'garment-1.png')]),
    inspectPerson: (input, requestOptions = {}) => request('inspectPerson', input, requestOptions, []),
    thumbnail: (input, requestOptions = {}) =>
      request(
        'thumbnail',
        input,
        requestOptions,
        input.sizes.map(({ out }) => out),
      ),
    exportPicture: (input, requestOptions = {}) =>
      request('exportPicture', input, requestOptions, [input.out]),
    clip: (input, requestOptions = {}) => request('clip', input, requestOptions, [input.out]),
    repairCutOut: (input, requestOptions = {}) => request('repairCutOut', input, requestOptions, [input.out]),
    analyze: (input, requestOptions = {}) => request('analyze', input, requestOptions, [input.labels]),
    body: (input, requestOptions = {}) => request('body', input, requestOptions, [input.out]),
    print: (input, requestOptions = {}) => request('print', input, requestOptions, [input.out]),
    lookbook: (input, requestOptions = {}) => request('lookbook', input, requestOptions, [input.out]),
    fitReport: (input, requestOptions = {}) => request('fitReport', input, requestOptions, [input.out]),
    wear: (input, requestOptions = {}) => request('wear', input, requestOptions, [input.out]),
    pattern: (input, requestOptions = {}) => request('pattern', input, requestOptions, [input.out]),
    shapeBody: (input, requestOptions = {}) => request('shapeBody', input, requestOptions, [input.out]),
    sew: (input, requestOptions = {}) => request('sew', input, requestOptions, [input.out]),
    probe: (input, requestOptions = {}) => request('probe', input, requestOptions, []),
    sheet: (input, requestOptions = {}) => request('sheet', input, requestOptions, [input.out]),
    score: (input, requestOptions = {}) => request('score', input, requestOptions, []),
    qualityReport: (input, requestOptions = {}) =>
      request('qualityReport', input, requestOptions, [input.out]),
    studioCase: (input, requestOptions = {}) =>
      request('studioCase', input, requestOptions, [join(input.out, input.name)]),
    enginePids: () => lanes.map((lane) => lane.pid).filter((pid) => pid !== undefined),
    restart: async () => {
      await Promise.all(lanes.map((lane) => lane.end()));
    },
    close: async () => {
      closing.abort();
      await Promise.all(lanes.map((lane) => lane.end()));
    },
  };
}
