/** Engine messages: everything that crosses the border between the core and an engine process. */

import { z } from 'zod';
import { AnalyzeRequest, AnalyzeResult } from './analyze.ts';
import { BodyRequest, BodyResult } from './body.ts';
import { ClipRequest, ClipResult } from './clip.ts';
import { ProbeRequest, ProbeResult } from './doctor.ts';
import { ErrorData } from './errors-data.ts';
import { ExportPictureRequest, ExportPictureResult } from './export-picture.ts';
import { FitReportRequest, FitReportResult } from './fit-report.ts';
import {
  InspectGarmentRequest,
  InspectGarmentResult,
  InspectPersonRequest,
  InspectPersonResult,
  ThumbnailRequest,
  ThumbnailResult,
} from './inspect.ts';
import { DescribeRequest, DescribeResult } from './knowledge.ts';
import { LookbookRequest, LookbookResult } from './lookbook.ts';
import { PatternRequest, PatternResult } from './pattern.ts';
import { PrintRequest, PrintResult } from './print.ts';
import { ProduceRequest, ProduceResult } from './produce.ts';
import { Progress } from './progress.ts';
import { QualityReport, QualityReportRequest, ScoreRequest, ScoreResult } from './quality.ts';
import { FindGarmentsRequest, FindGarmentsResult } from './regions.ts';
import { RenderLookRequest, RenderLookResult } from './render-look.ts';
import { RepairCutOutRequest, RepairCutOutResult } from './repair-cut-out.ts';
import { SewRequest, SewResult } from './sew.ts';
import { ShapeBodyRequest, ShapeBodyResult } from './shape-body.ts';
import { SheetRequest, SheetResult } from './sheet.ts';
import { StudioMakeRequest, StudioMakeResult } from './studio-make.ts';
import { TryOnRequest, TryOnResult } from './try-on.ts';
import { WearRequest, WearResult } from './wear.ts';

/** Input and output of every method of the engine. */
export const ENGINE_METHODS = {
  tryOn: { input: TryOnRequest, output: TryOnResult },
  renderLook: { input: RenderLookRequest, output: RenderLookResult },
  produce: { input: ProduceRequest, output: ProduceResult },
  inspectGarment: { input: InspectGarmentRequest, output: InspectGarmentResult },
  describe: { input: DescribeRequest, output: DescribeResult },
  findGarments: { input: FindGarmentsRequest, output: FindGarmentsResult },
  inspectPerson: { input: InspectPersonRequest, output: InspectPersonResult },
  thumbnail: { input: ThumbnailRequest, output: ThumbnailResult },
  exportPicture: { input: ExportPictureRequest, output: ExportPictureResult },
  clip: { input: ClipRequest, output: ClipResult },
  repairCutOut: { input: RepairCutOutRequest, output: RepairCutOutResult },
  analyze: { input: AnalyzeRequest, output: AnalyzeResult },
  body: { input: BodyRequest, output: BodyResult },
  sew: { input: SewRequest, output: SewResult },
  wear: { input: WearRequest, output: WearResult },
  print: { input: PrintRequest, output: PrintResult },
  lookbook: { input: LookbookRequest, output: LookbookResult },
  fitReport: { input: FitReportRequest, output: FitReportResult },
  pattern: { input: PatternRequest, output: PatternResult },
  shapeBody: { input: ShapeBodyRequest, output: ShapeBodyResult },
  probe: { input: ProbeRequest, output: ProbeResult },
  sheet: { input: SheetRequest, output: SheetResult },
  score: { input: ScoreRequest, output: ScoreResult },
  qualityReport: { input: QualityReportRequest, output: QualityReport },
  studioCase: { input: StudioMakeRequest, output: StudioMakeResult },
} as const;

export type EngineMethod = keyof typeof ENGINE_METHODS;
export type EngineInput<M extends EngineMethod> = z.input<(typeof ENGINE_METHODS)[M]['input']>;
export type EngineRequest<M extends EngineMethod> = z.output<(typeof ENGINE_METHODS)[M]['input']>;
export type EngineOutput<M extends EngineMethod> = z.output<(typeof ENGINE_METHODS)[M]['output']>;

export const EngineConfig = z.strictObject({
  /** Searched in order; the first that has a model wins. */
  modelsDirs: z.array(z.string().min(1)).min(1),
  /** Folder for small records about models and providers. */
  stateDir: z.string().min(1),
  resourcesDir: z.string().min(1),
  /** Bound of the stage cache. */
  cacheBytes: z.int().nonnegative(),
  /** Threads for inference. */
  threads: z.int().min(1),
  /** Pixels of a photo above which it is worked on by rows, and most pixels in memory at a time; the engine's own choice when missing. */
  large: z.strictObject({ above: z.int().min(0), bandPixels: z.int().min(1) }).optional(),
});
export type EngineConfig = z.infer<typeof EngineConfig>;

/** Core to engine. */
export const EngineCommand = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('configure'), config: EngineConfig }),
  z.strictObject({
    type: z.literal('request'),
    id: z.int(),
    method: z.enum(Object.keys(ENGINE_METHODS) as [EngineMethod, ...EngineMethod[]]),
    /** Checked against the method's own schema by the receiver. */
    input: z.unknown(),
  }),
  /** Ends the request of that id before its next stage; it is answered with `cancelled`. */
  z.strictObject({ type: z.literal('cancel'), id: z.int() }),
]);
export type EngineCommand = z.infer<typeof EngineCommand>;

/** Engine to core. */
export const EngineEvent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready'), pid: z.int() }),
  z.strictObject({ type: z.literal('progress'), id: z.int(), progress: Progress }),
  z.strictObject({ type: z.literal('result'), id: z.int(), output: z.unknown() }),
  z.strictObject({ type: z.literal('error'), id: z.int(), error: ErrorData }),
  z.strictObject({
    type: z.literal('log'),
    level: z.enum(['debug', 'info', 'warn', 'error']),
    message: z.string(),
    fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.undefined()])),
  }),
]);
export type EngineEvent = z.infer<typeof EngineEvent>;
