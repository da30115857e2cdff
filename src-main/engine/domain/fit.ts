/** Fit: a garment deformed onto a person (phi), and the same drawn at a target resolution (psi). */

import type { Sentence } from '../../contract/sentences.ts';
import type { Box, Mask, Raster } from '../image/raster.ts';
import type { Garment } from './garment.ts';

/** Part of the garment a triangle belongs to; L and R are sides of the picture. Drawn in this order unless told otherwise. */
export const MESH_PART = { body: 0, sleeveL: 1, sleeveR: 2, legL: 3, legR: 4 } as const;
export type MeshPart = (typeof MESH_PART)[keyof typeof MESH_PART];

/** phi: a triangulated garment with a rest and a posed position for every vertex. */
export interface GarmentMesh {
  /** x,y pairs in garment pixels. */
  rest: Float64Array;
  /** x,y pairs in photo analysis pixels. */
  posed: Float64Array;
  /** Three vertex indices per triangle. */
  triangles: Uint32Array;
  /** MESH_PART per triangle. */
  part: Uint8Array;
}

/** What the layer does to the person, in analysis pixels; used by the compositor. */
export interface FitSummary {
  /** Photo pixels (analysis) per garment pixel across and down. */
  scaleX: number;
  scaleY: number;
  /** Length of sleeve along the arm over arm length, 0 = none, 1 = to the wrist; by side of the picture. */
  sleeveReach: { L: number; R: number };
  /** Distance of the waistline / top edge and hem from the shoulder line along the torso axis, analysis px. */
  topAt: number;
  hemAt: number;
  /** Made tighter or looser by the user: its sides lie inside what the worn clothes covered, or come out behind the arms. */
  worn?: 'tighter' | 'looser';
}

export interface FittedLayer {
  garment: Garment;
  mesh: GarmentMesh;
  summary: FitSummary;
  quality: {
    /** Triangles whose orientation flipped within one part: 0 in every accepted result. */
    flipped: number;
    /** 95th percentile of sigma1/sigma2 over triangles. */
    anisotropyP95: number;
    /** Root mean square distance of landmarks from their targets, in shoulder widths. */
    landmarkResidual: number;
    solveMs: number;
  };
  /** 0..1 and reasons in words. */
  confidence: number;
  reasons: Sentence[];
}

/** One part of a garment drawn into the photo's frame at a target resolution. */
export interface RenderedPart {
  kind: 'innerBack' | 'body' | 'sleeveL' | 'sleeveR' | 'legL' | 'legR';
  /** RGB, box-sized. */
  rgb: Raster<Uint8Array>;
  /** 0..255 coverage, box-sized. */
  alpha: Raster<Uint8Array>;
}

/** psi: the garment sampled at the target resolution. All rasters have the size of `box`. */
export interface RenderedLayer {
  fitted: FittedLayer;
  /** Target pixels per analysis pixel. */
  scale: number;
  /** Where the rasters lie in the target picture. */
  box: Box;
  parts: RenderedPart[];
  /** Union coverage 0..1 of all front parts (without innerBack), box-sized. */
  coverage: Mask;
}

/** A layer too large to be held drawn: its rows are drawn when they are asked for. */
export interface BandedLayer {
  fitted: FittedLayer;
  scale: number;
  box: Box;
  /** Kinds of the parts it has, in drawing order. */
  kinds: readonly RenderedPart['kind'][];
  /** Most rows to ask for at a time. */
  bandRows: number;
  /** Every part as drawn in the box's rows y0 <= y < y1. */
  band(y0: number, y1: number): RenderedPart[];
}

export type DrawnLayer = RenderedLayer | BandedLayer;
