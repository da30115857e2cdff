/** 3D garment: flat panels sewn together, draped as cloth over a body, with the boutique's own picture as its texture. */

import type { Sentence } from '../../contract/sentences.ts';
import { DIMENSION_NAMES, MATERIAL_NAMES, SIZE_NAMES, type SizeName } from '../../contract/sew.ts';
import type { Raster } from '../image/raster.ts';
import type { TriangleMesh } from '../mesh/triangle-mesh.ts';
import type { GarmentCategory, Sleeve } from './garment.ts';

export const MATERIALS = MATERIAL_NAMES;
export type MaterialName = (typeof MATERIALS)[number];

/** Cloth as the solver sees it. Compliances are the inverse of stiffness; 0 is rigid. */
export interface ClothMaterial {
  name: MaterialName;
  /** kg per square metre. */
  mass: number;
  /** m/N: how far a strip gives along the warp (up and down the garment), across it, and in shear. */
  stretchWarp: number;
  stretchWeft: number;
  shear: number;
  /** rad/(N m): how easily it folds. */
  bend: number;
  /** 1/s. */
  damping: number;
  /** Coulomb friction against skin and other cloth, 0..1. */
  friction: number;
  /** Strain at which the cloth counts as tight, 0..1 (a knit forgives more than denim). */
  comfortStrain: number;
}

export const SIZES = SIZE_NAMES;
export type { SizeName };

/** Dimensions of the finished garment laid flat, centimetres; girths are full circumferences. */
export const GARMENT_DIMENSIONS = DIMENSION_NAMES;
export type GarmentDimension = (typeof GARMENT_DIMENSIONS)[number];
export type GarmentDimensions = Partial<Record<GarmentDimension, number>>;
export type SizeChart = Partial<Record<SizeName, GarmentDimensions>>;

/** Which limbs a piece of cloth meets besides the trunk; the wearer's own sides. */
export type Limb = 'torso' | 'armL' | 'armR' | 'legL' | 'legR' | 'skirt';

/** One cut piece, flat. */
export interface Panel {
  name: string;
  limb: Limb;
  /** Outline, counter-clockwise, metres on the cloth, y up. */
  outline: { x: number; y: number }[];
}

/** Cloth on a body, as what is worn over or below it meets it: of sewn garments and of ready ones. */
export interface ClothLayer {
  /** Vertices in the world, metres. */
  mesh: TriangleMesh;
  panels: readonly Pick<Panel, 'limb'>[];
  /** Panel index of every vertex. */
  panelOf: Uint8Array;
  /** Pairs of vertices that are one point. */
  seams: Uint32Array;
}

/** A sewn garment ready to be draped, or draped. */
export interface SewnGarment extends ClothLayer {
  category: GarmentCategory;
  sleeve: Sleeve;
  panels: Panel[];
  /** Vertices in the world, metres; texture coordinates point into `texture`. */
  mesh: TriangleMesh;
  /** Panel index of every vertex. */
  panelOf: Uint8Array;
  /** Vertices on the flat panels, two numbers a vertex, metres. */
  flat: Float32Array;
  /** Pairs of vertices that are one point once sewn. */
  seams: Uint32Array;
  /** Cloth colours; front and, below it, back. */
  texture: Raster<Uint8Array>;
  dimensions: GarmentDimensions;
  /** Cut from the photo and sewn; `ProjectedGarment` is the other way. */
  method: 'sewn';
  /** 0..1 and reasons in words. */
  confidence: number;
  reasons: Sentence[];
}

/** Where fit is judged. */
export const FIT_ZONES = [
  'bust',
  'waist',
  'hip',
  'upperArm',
  'thigh',
  'knee',
  'calf',
  'shoulder',
  'length',
] as const;
export type FitZone = (typeof FIT_ZONES)[number];

export interface ZoneFit {
  zone: FitZone;
  /** Garment minus body, centimetres; negative: the cloth must stretch. */
  easeCm: number;
  verdict: 'tight' | 'close' | 'regular' | 'loose';
}

export interface FitMap {
  zones: ZoneFit[];
  /** Strain of the cloth at every vertex over the material's comfort strain; above 1 is tight. */
  strain: Float32Array;
}
