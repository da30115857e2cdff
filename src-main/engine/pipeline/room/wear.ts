/** Wear: sews garments for a body, lays them over each other and writes what a 3D view shows of them. */

import { extname } from 'node:path';
import { z } from 'zod';
import { type ErrorCode, StudioError } from '../../../contract/errors.ts';
import type { FigureStyle } from '../../../contract/figure-style.ts';
import type { PatternRequest, PatternResult } from '../../../contract/pattern.ts';
import { AnyPose } from '../../../contract/shape-body.ts';
import type { WearGarment, WearRequest, WearResult, WornGarment } from '../../../contract/wear.ts';
import { CLOTH_MATERIALS } from '../../body/cloth/materials.ts';
import { type CoveringCloth, skinBeside } from '../../body/covered-skin.ts';
import { easeMap } from '../../body/fit/ease-map.ts';
import { hemOf } from '../../body/fit/hem.ts';
import { loadParametricBody, type ParametricBody } from '../../body/index.ts';
import { viewPose } from '../../body/poses.ts';
import type { DressForm } from '../../body/sewing/form.ts';
import { carried, type Reposed, repose } from '../../body/sewing/repose.ts';
import { cutGarment, type SewnResult } from '../../body/sewing/sew-garment.ts';
import type { Garment } from '../../domain/garment.ts';
import type { ClothLayer } from '../../domain/garment3d.ts';
import { encodeImage } from '../../image/encode.ts';
import { checkTarget, writeFileWhole } from '../../image/write-file.ts';
import { type ScenePart, writeGltf } from '../../mesh/gltf.ts';
import { vertexNormals } from '../../mesh/scene.ts';
import { makeTexture } from '../../mesh/texture.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { inColour, ownColour } from '../look/dye-garment.ts';
import { openGarment } from '../look/open-garment.ts';
import { layOver } from '../sewn/lay-over.ts';
import { solidVertices } from '../sewn/mannequin-view.ts';
import { dimensionsTo, type SewInput, type Stand, standOf } from '../sewn/sew-stage.ts';
import { type FittedSize, sewToFit, zonesOf } from '../sewn/sew-to-fit.ts';
import { stretchOf } from '../sewn/stretch.ts';
import { measuredWearerStage, type Wearer } from '../sewn/wearer.ts';
import { defineStage, gather, type RunContext, runStage, type Staged, type StagedInputs } from '../stage.ts';
import { FigureMaker, raised, type Standing } from './figure/figure-parts.ts';
import { drawPattern } from './pattern.ts';
import { SEXES, tenths } from './shape-body.ts';

type Later = 'provider' | 'ms' | 'peakMb' | 'stages';

/** Roughness of cloth in a physically based view. */
const CLOTH_ROUGHNESS = 0.92;
/** Skin below the edge of cloth lies this much deeper, metres: facets of both cross otherwise. */
const SUNK = 0.006;
const QUALITY = 92;
const PATTERN_QUALITY = 84;

/** Stages of a request, for progress. */
export const stagesOfWear = ({ garments }: WearRequest): number => 1 + garments.length * 6 + 1;

/** Stages of a pattern, for progress. */
export const STAGES_OF_PATTERN = 3;

/** Errors that are no garment's own: they end the request. */
const NOBODYS: readonly ErrorCode[] = [
  'cancelled',
  'superseded',
  'engine-crashed',
  'model-missing',
  'model-corrupt',
];

/** A garment on its way to be worn. */
export interface Dressed {
  /** Place in the request. */
  index: number;
  garment: Garment;
  fitted: FittedSize;
  /** #rrggbb that its picture is dyed. */
  colourway?: string;
}

/** A body with everything it wears, in wearing order. */
export interface DressedBody {
  body: ParametricBody;
  wearer: Staged<Wearer>;
  dressed: readonly Dressed[];
  /** Of those that were sewn. */
  sewn: Staged<SewnResult>[];
  /** Those that could not be worn at all, with why. */
  failed: WearResult['failed'];
}

/** A body in the pose wanted with its garments there, in wearing order. */
interface Shown extends Stand {
  worn: FittedSize['worn'][];
}

/** Answers requests with one parametric body, loaded at the first. */
export class Dresser {
  private readonly modelsDirs: readonly string[];
  private body: ParametricBody | undefined;
  private figures: FigureMaker | undefined;

  constructor(modelsDirs: readonly string[]) {
    this.modelsDirs = modelsDirs;
  }

  /**
   * Dresses a body and writes it with its garments into `request.out`.
   *
   * @throws StudioError 'invalid-input' when `out` is no .glb or a chart cannot be used, 'model-missing', and as the stages do
   */
  async answer(request: WearRequest, context: RunContext<Runtime>): Promise<Omit<WearResult, Later>> {
    const { out, garments } = request;
    if (extname(out).toLowerCase() !== '.glb')
      throw new StudioError('invalid-input', `Expected a file ending in .glb, received "${out}".`);
    await checkTarget(
      out,
      garments.flatMap(({ garment, back, cutOut }) => [garment, back, cutOut].filter((f) => f !== undefined)),
    );
    const { body, wearer, dressed, sewn, failed } = await this.dress(request, context);
    const stand = standOf(body, wearer.value.rest);
    const worn = dressed.map(({ fitted }) => fitted.worn);
    const shown =
      request.pose === 'stand'
        ? { ...stand, worn }
        : await moved(worn, gather(sewn), wearer, request.pose, body, context);
    context.onStage?.('write-scene', '');
    this.figures ??= new FigureMaker(body, this.modelsDirs);
    const standing = { rest: wearer.value.rest, pose: shown.posed.pose, posed: shown.posed };
    const figure = { maker: this.figures, standing, sex: SEXES[request.body.sex], style: request.style };
    const eases = dressed.map(({ fitted }) => easeOf(fitted, stand.form, wearer.value));
    const parts = await partsOf(dressed, eases, shown, body, figure);
    await writeFileWhole(out, [await writeGltf(parts)]);
    return {
      out,
      measurements: tenths(wearer.value.measurements),
      notes: wearer.value.reasons,
      garments: dressed.map((one) => told(one, stand)),
      failed,
    };
  }

  /** Sews garments for a body, each over those before it. @throws StudioError as the stages do */
  async dress(
    request: Pick<WearRequest, 'body' | 'garments' | 'preference'>,
    context: RunContext<Runtime>,
  ): Promise<DressedBody> {
    this.body ??= loadParametricBody(this.modelsDirs);
    const body = this.body;
    const { garments } = request;
    const wearer = await wearerOf(body, request.body, context);
    const failed: WearResult['failed'] = [];
    const dressed: Dressed[] = [];
    const beneath: Staged<ClothLayer>[] = [];
    const sewn: Staged<SewnResult>[] = [];
    for (const [index, wish] of garments.entries()) {
      let one: { opened: Opened; fitted: FittedSize };
      try {
        const opened = await open(wish, context, `garment ${index + 1}`);
        const inputs = { ...opened, wearer, beneath: gather(beneath) };
        one = { opened, fitted: await sewToFit(inputs, wishesOf(wish, request), body, context) };
      } catch (error) {
        if (!(error instanceof StudioError) || NOBODYS.includes(error.code)) throw error;
        failed.push({ index, error: error.toJSON() });
        continue;
      }
      const { fitted } = one;
      dressed.push({
        index,
        garment: one.opened.garment.value,
        fitted,
        ...(wish.colourway ? { colourway: wish.colourway } : {}),
      });
      beneath.push({ value: fitted.worn, key: fitted.key });
      if (fitted.worn.method === 'sewn') sewn.push({ value: fitted.worn, key: fitted.key });
    }
    return { body, wearer, dressed, sewn, failed };
  }

  /**
   * The pieces of a garment, laid out, and their picture written into `request.out`.
   *
   * @throws StudioError 'invalid-input' when `out` is no .webp, 'garment-not-supported' when its picture is no pattern
   */
  async pattern(
    { body: known, garment: wish, cut, out }: PatternRequest,
    context: RunContext<Runtime>,
  ): Promise<Omit<PatternResult, 'ms'>> {
    if (extname(out).toLowerCase() !== '.webp')
      throw new StudioError('invalid-input', `Expected a file ending in .webp, received "${out}".`);
    await checkTarget(out, []);
    this.body ??= loadParametricBody(this.modelsDirs);
    const wearer = await wearerOf(this.body, known, context);
    const { garment, backs } = await open(wish, context, 'garment');
    const { form } = standOf(this.body, wearer.value.rest);
    const { pattern, picture } = drawPattern(
      cutGarment(garment.value, form, {
        dimensions: dimensionsTo(garment.value.category, cut),
        ...(wish.alterations ? { alterations: wish.alterations } : {}),
        ...(backs.value[0] ? { back: backs.value[0] } : {}),
      }),
    );
    await writeFileWhole(out, [await encodeImage(picture, { format: 'webp', quality: PATTERN_QUALITY })]);
    return { ...pattern, out };
  }
}

async function wearerOf(
  body: ParametricBody,
  { sex, ageYears, measures }: WearRequest['body'],
  context: RunContext<Runtime>,
): Promise<Staged<Wearer>> {
  const known = { sex: SEXES[sex], ...(ageYears === undefined ? {} : { ageYears }), goal: measures };
  return runStage(measuredWearerStage(body), {}, known, context, 'body');
}

type Opened = Pick<StagedInputs<SewInput>, 'garment' | 'backs'>;

async function open(
  wish: PatternRequest['garment'],
  context: RunContext<Runtime>,
  subject: string,
): Promise<Opened> {
  const { garment } = await openGarment(wish.garment, wish, context, subject);
  const backs = wish.back
    ? [(await openGarment(wish.back, NO_EDITS, context, `${subject} back`)).garment]
    : [];
  return { garment, backs: gather(backs) };
}

const NO_EDITS = { landmarks: {} };

const wishesOf = (
  { material, chart, size, alterations }: WearGarment,
  { preference }: Pick<WearRequest, 'preference'>,
) => ({
  ...(material ? { material } : {}),
  ...(chart ? { chart } : {}),
  ...(size ? { size } : {}),
  ...(alterations ? { alterations } : {}),
  preference,
  compare: [],
});

const poseParams = z.strictObject({ pose: AnyPose });

/** Carries what was sewn for the standing body into another pose, where it settles. */
const reposeStage = (body: ParametricBody) =>
  defineStage<Runtime, { sewn: SewnResult[]; wearer: Wearer }, z.infer<typeof poseParams>, Reposed>({
    id: 'repose-garments',
    version: 1,
    params: poseParams,
    output: ({ worn }) =>
      worn.every(({ mesh }) => mesh.positions.every(Number.isFinite))
        ? undefined
        : 'cloth with vertices that are not finite',
    run: ({ sewn, wearer: { rest } }, { pose }) =>
      repose(sewn, body, rest, body.standingPose(rest), viewPose(body, rest, pose)),
  });

async function moved(
  worn: readonly FittedSize['worn'][],
  sewn: Staged<SewnResult[]>,
  wearer: Staged<Wearer>,
  pose: WearRequest['pose'],
  body: ParametricBody,
  context: RunContext<Runtime>,
): Promise<Shown> {
  const name = typeof pose === 'string' ? pose : 'photo';
  const { value } = await runStage(reposeStage(body), { sewn, wearer }, { pose }, context, name);
  const { rest } = wearer.value;
  let next = 0;
  return {
    posed: value.posed,
    form: value.form,
    worn: worn.map((one) =>
      one.method === 'sewn'
        ? value.worn[next++]
        : { ...one, mesh: carried(one.mesh, body, rest, body.standingPose(rest), value.posed.pose) },
    ),
  };
}

/** Colours of the fit map: of the garment as it was sewn, whatever the pose. */
function easeOf(
  { worn, zones, material }: FittedSize,
  form: DressForm,
  { measurements }: Wearer,
): Float32Array | undefined {
  if (worn.method !== 'sewn' || !zones) return undefined;
  return easeMap(worn, form, measurements, zones, CLOTH_MATERIALS[material]);
}

/** Skin, eyes and garments; of what others cover only what is seen. */
async function partsOf(
  dressed: readonly Dressed[],
  eases: readonly (Float32Array | undefined)[],
  { posed, form, worn: shown }: Shown,
  body: ParametricBody,
  { maker, standing, sex, style }: { maker: FigureMaker; standing: Standing; sex: 0 | 1; style: FigureStyle },
): Promise<ScenePart[]> {
  const laid = layOver(shown, form);
  const shoes = maker.shoes(standing, style);
  const cloths: CoveringCloth[] = [];
  const parts: ScenePart[] = [];
  for (const [i, { fitted, garment, colourway }] of dressed.entries()) {
    const { size } = fitted;
    const worn = shown[i];
    const projected = worn.method === 'projected';
    const texture = inColour(worn.texture, garment, colourway);
    const picture = await encodeImage(texture, projected ? {} : { format: 'jpeg', quality: QUALITY });
    const mesh = shoes ? shoes.over(laid[i].mesh) : laid[i].mesh;
    const ease = eases[i];
    const there = projected ? solidVertices(worn.mesh, makeTexture(worn.texture, false)) : undefined;
    cloths.push({ mesh, ...(there ? { there } : {}) });
    parts.push({
      name: `garment-${i}`,
      mesh: { ...mesh, normals: mesh.normals ?? vertexNormals(mesh.positions, mesh.triangles) },
      surface: {
        colour: [1, 1, 1],
        roughness: CLOTH_ROUGHNESS,
        twoSided: true,
        picture: { bytes: picture, type: projected ? 'image/png' : 'image/jpeg' },
        ...(projected ? { holes: true } : {}),
      },
      ...(ease ? { values: { ease } } : {}),
      extras: { size },
    });
  }
  const skin: ScenePart = {
    name: 'body',
    mesh: skinBeside(body, posed, cloths, SUNK, shoes?.inside),
    surface: await maker.skin(sex, style),
  };
  const figure = await maker.others(standing, style);
  return raised([skin, ...figure, ...parts], shoes ? -shoes.lowest : 0);
}

/** A garment as the contract tells it. */
function told({ index, fitted, garment }: Dressed, { form }: Stand): WornGarment {
  const { worn, recommendation, size, fit, material, chart, projectedBecause, cut, zones } = fitted;
  const sewn = worn.method === 'sewn' ? worn : undefined;
  const own = ownColour(garment);
  const { comfortStrain } = CLOTH_MATERIALS[material];
  const trunk = sewn && ((vertex: number) => !sewn.panels[sewn.panelOf[vertex]].name.startsWith('sleeve'));
  return {
    index,
    category: garment.category,
    method: worn.method,
    ...(projectedBecause ? { because: projectedBecause } : {}),
    material,
    chart: chart.source,
    size,
    recommendation: {
      size: recommendation.size,
      ...(recommendation.nextBest ? { nextBest: recommendation.nextBest } : {}),
      reasons: recommendation.reasons,
    },
    sizes: recommendation.sizes.map(({ size: name, penalty }) => ({
      size: name,
      penalty,
      zones: (name === size && zones) || zonesOf(name, recommendation, []),
      dimensions: Object.fromEntries(
        Object.entries((name === size && sewn?.dimensions) || (chart.chart[name] ?? {})).filter(
          ([, value]) => value !== undefined,
        ),
      ),
      ...(name === size && fit
        ? { stretch: { comfort: comfortStrain, ...stretchOf(fit.strain, comfortStrain) } }
        : {}),
    })),
    hem: hemOf(worn.mesh, form, trunk),
    ...(cut ? { cut } : {}),
    ...(own ? { ownColour: own } : {}),
    panels: sewn ? sewn.panels.map(({ name, outline }) => ({ name, outline })) : [],
    confidence: worn.confidence,
    reasons: worn.reasons,
  };
}
