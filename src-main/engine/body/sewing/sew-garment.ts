/** The one way in: a garment's photo and a body to a sewn, draped garment in 3D. */

import type { Alterations } from '../../../contract/alterations.ts';
import { StudioError } from '../../../contract/errors.ts';
import { type Sentence, say } from '../../../contract/sentences.ts';
import type { Garment, GarmentCategory, GarmentLandmarkName } from '../../domain/garment.ts';
import type { ClothLayer, GarmentDimensions, MaterialName, SewnGarment } from '../../domain/garment3d.ts';
import { CLOTH_MATERIALS } from '../cloth/materials.ts';
import { alteredMap } from './alter.ts';
import { drape } from './drape.ts';
import type { DressForm } from './form.ts';
import { lowerKeys, skirtPattern, trouserPattern } from './lower-pattern.ts';
import { type PatternPoint, patternPoints } from './pattern-points.ts';
import type { Pattern, Point2 } from './piece.ts';
import { dimensionsOf, sizeGarment } from './size.ts';
import { prepareSewing, type Sewing } from './stitch.ts';
import { type GarmentTexture, garmentTexture } from './texture.ts';
import { upperKeys, withArmholes } from './upper-keys.ts';
import { upperPattern } from './upper-pattern.ts';

export interface SewOptions {
  /** Centimetres; `chest` sizes tops, dresses and jackets, `hip` what is worn on the legs, `length` both. */
  dimensions?: GarmentDimensions;
  /** Fabric; absent: a usual one for the category. */
  material?: MaterialName;
  /** Key points that replace those found, pixels of the garment's picture. */
  keys?: Partial<Record<GarmentLandmarkName, Point2>>;
  /** 'mannequin': a body fills the garment in the picture, so that its sides turn away; absent: guessed. */
  shown?: 'flat' | 'mannequin';
  /** The same garment from behind. */
  back?: Garment;
  /** Points of the pattern moved on the cloth after it was sized. */
  alterations?: Alterations;
  /** Garments worn beneath, as draped on the same form; `layBeneath` then lays them below this one. */
  beneath?: readonly ClothLayer[];
}

export interface SewnResult extends SewnGarment {
  material: MaterialName;
  /** Stretch of the cloth at every vertex as worn, 0 where slack. */
  strain: Float32Array;
  /** Widest seam when its two sides were joined, metres. */
  seamGap: number;
}

/** Fabric that a category is usually made of. */
export const FABRIC: Record<GarmentCategory, MaterialName> = {
  top: 'jersey',
  dress: 'silk',
  jacket: 'wool',
  skirt: 'poplin',
  trousers: 'denim',
  shorts: 'denim',
};

/**
 * Cuts a garment from its photo at true size, sews it around the body and lets it fall.
 *
 * Deterministic: equal inputs give equal vertices bit for bit.
 * @param made the garment as {@link cutGarment} cut it with the same options, where that was done already
 * @throws Unsewable when key points are missing or contradict the outline
 */
export function sewGarment(
  garment: Garment,
  form: DressForm,
  options: SewOptions = {},
  made: CutGarment = cutGarment(garment, form, options),
): SewnResult {
  const { pattern, sewing, uvs, picture, dimensions, guesses } = made;
  const reasons = [...made.reasons];
  const material = options.material ?? FABRIC[garment.category];
  const draped = drape(pattern, sewing, form, CLOTH_MATERIALS[material], options.beneath);
  if (draped.seamGap > 0.01) reasons.push(say('seam-pulled'));
  return {
    category: garment.category,
    sleeve: garment.sleeve,
    panels: pattern.pieces.map((piece) => ({
      name: piece.name,
      limb: piece.limb,
      outline: piece.edges.flatMap((edge) => edge.points.slice(0, -1)),
    })),
    mesh: { positions: Float32Array.from(draped.positions), triangles: sewing.triangles, uvs },
    panelOf: sewing.pieceOf,
    flat: sewing.flat,
    seams: sewing.seams,
    texture: picture.texture,
    dimensions,
    method: 'sewn',
    confidence: garment.confidence.overall * (guesses.length > 0 ? 0.7 : 1),
    reasons,
    material,
    strain: draped.strain,
    seamGap: draped.seamGap,
  };
}

/** A garment cut out and meshed, before it is sewn. */
export interface CutGarment {
  pattern: Pattern;
  /** Points that can be moved, where they lie after the alterations. */
  points: PatternPoint[];
  sewing: Sewing;
  picture: GarmentTexture;
  /** Of every vertex into the picture. */
  uvs: Float32Array;
  dimensions: GarmentDimensions;
  /** What of its size is a guess. */
  guesses: Sentence[];
  reasons: Sentence[];
}

/**
 * Cuts a garment from its photo at true size.
 *
 * @throws Unsewable when key points are missing or contradict the outline
 */
export function cutGarment(garment: Garment, form: DressForm, options: SewOptions = {}): CutGarment {
  const keys: Partial<Record<GarmentLandmarkName, Point2>> = { ...garment.landmarks, ...options.keys };
  const reasons = [...garment.reasons];
  if (!options.material) reasons.push(say('fabric-assumed', { material: FABRIC[garment.category] }));
  let made = cut(garment, keys, form, options, false);
  let sewing = prepareSewing(made.pattern);
  if (!sewing) {
    made = cut(garment, keys, form, options, true);
    sewing = prepareSewing(made.pattern);
    reasons.push(say('outline-straight'));
  }
  reasons.push(...made.guesses);
  if (!sewing) throw new Unsewable(say('unsewable-outline-crossed'));
  const picture = garmentTexture(garment, options.back);
  reasons.push(...picture.reasons);
  const n = sewing.pieceOf.length;
  const uvs = new Float32Array(n * 2);
  for (let i = 0; i < n; i++) {
    const piece = made.pattern.pieces[sewing.pieceOf[i]];
    const p = piece.photo({ x: sewing.flat[i * 2], y: sewing.flat[i * 2 + 1] });
    uvs[i * 2] = (p.x * picture.scale) / picture.texture.width;
    const row = Math.min(picture.half - 1, Math.max(0, p.y * picture.scale));
    uvs[i * 2 + 1] = (row + (piece.picture === 'back' ? picture.half : 0)) / picture.texture.height;
  }
  return { ...made, sewing, picture, uvs, reasons };
}

/** A garment whose picture is no pattern; the caller may lay the picture on a template. */
export class Unsewable extends StudioError {
  readonly why: Sentence;

  constructor(why: Sentence) {
    super(
      'garment-not-supported',
      `Expected a front view whose outline and key points agree, but ${why.text}. Set the key points by hand.`,
      { reason: why },
    );
    this.why = why;
  }
}

function cut(
  garment: Garment,
  keys: Partial<Record<GarmentLandmarkName, Point2>>,
  form: DressForm,
  options: SewOptions,
  straight: boolean,
): Pick<CutGarment, 'pattern' | 'points' | 'dimensions' | 'guesses'> {
  const { shown, alterations = {} } = options;
  const wanted = options.dimensions ?? {};
  if (garment.category === 'trousers' || garment.category === 'shorts' || garment.category === 'skirt') {
    const legs = garment.category !== 'skirt';
    const found = lowerKeys(keys, legs);
    if (Array.isArray(found))
      throw new Unsewable(say('unsewable-landmarks-missing', { landmarks: found.join(', ') }));
    const { map: plain, reasons } = sizeGarment(garment, keys, form, wanted, shown);
    const map = alteredMap(garment, plain, keys, alterations);
    const pattern = legs
      ? trouserPattern(garment, map, found, form, straight)
      : skirtPattern(garment, map, found, form, straight);
    const points = patternPoints(garment.category, pattern, map, keys);
    return { pattern, points, dimensions: dimensionsOf(map, keys, true), guesses: reasons };
  }
  const sleeved = garment.sleeve === 'short' || garment.sleeve === 'long';
  const found = upperKeys(keys, sleeved);
  if (Array.isArray(found))
    throw new Unsewable(say('unsewable-landmarks-missing', { landmarks: found.join(', ') }));
  const { map: plain, limbFullness, reasons } = sizeGarment(garment, keys, form, wanted, shown);
  const { armpit } = withArmholes(found, plain);
  const raised = { armpitL: armpit.L, armpitR: armpit.R };
  const map = alteredMap(garment, plain, keys, alterations, raised, limbFullness);
  const longer = {
    L: (alterations.cuffL?.down ?? 0) / 100,
    R: (alterations.cuffR?.down ?? 0) / 100,
  };
  const pattern = upperPattern(garment, map, found, form, {
    limbFullness,
    longer: reasons.length > 0 ? longer : undefined,
    straight,
  });
  const points = patternPoints(garment.category, pattern, map, { ...keys, ...raised });
  return { pattern, points, dimensions: dimensionsOf(map, keys, false), guesses: reasons };
}
