/** Projection: a garment's picture laid on a ready garment of its kind, for pictures that cannot be cut and sewn. */

import { type Sentence, say } from '../../../contract/sentences.ts';
import type { PosedBody } from '../../domain/body.ts';
import type { Garment, GarmentLandmarkName } from '../../domain/garment.ts';
import type { ClothLayer } from '../../domain/garment3d.ts';
import { resizeArea } from '../../image/ops/resize.ts';
import { clamp } from '../../image/ops/signal.ts';
import { byteRaster, type Mask, type Point, type Raster } from '../../image/raster.ts';
import { triangulate } from '../../mesh/quad-mesh.ts';
import { vertexNormals } from '../../mesh/scene.ts';
import type { ParametricBody, RestBody } from '../parametric-body.ts';
import type { DressForm } from '../sewing/form.ts';
import { garmentTexture } from '../sewing/texture.ts';
import { fullKeyPoints, type KeyPoints } from './key-points.ts';
import { type Anchors, rowAt, runAt, type Span, Widths, xAlong } from './rows.ts';
import { cutBelow, placeSkirt, placeTemplate, type Template, type TemplatePart } from './template.ts';

/** Texture coordinates of its mesh point into `texture`; its panels are all but the sleeves, and the sleeves. */
export interface ProjectedGarment extends ClothLayer {
  /** Name of the ready garment: a piece of the body, 'skirt', or both. */
  template: string;
  /** Front and, below it, back; colours and opacity (where the ready garment has cloth and the pictured one has none). */
  texture: Raster<Uint8Array>;
  method: 'projected';
  /** 0..1 and reasons in words. */
  confidence: number;
  reasons: Sentence[];
}

/** Share of a row's cloth at either edge that is not used: there the colours of the backdrop mix in. */
const EDGE = 0.025;
/** A picture's cloth may reach this far beyond the line between its key points, share of the width there. */
const BEYOND = 0.06;
/** A skirt hangs this far above the waist's level over a bodice, metres. */
const OVERLAP = 0.015;
/** What the result is worth beside a sewn one: the cut is not the garment's own. */
const WORTH = 0.5;

/** Ordinary ease of the chest, metres; and girth over twice the seen width of a chest and of a waist that bodies fill. */
const EASE = 0.08;
const FULLNESS = 1.2;
const WAIST_FULLNESS = 1.3;
const HIP_EASE = 0.05;
const HIP_FULLNESS = 1.29;

const LEGS = ['trousers', 'shorts'];

/**
 * Lays a garment's picture on the nearest ready garment by their key points; key points that are missing are taken from the
 * other side or from where they usually lie. Deterministic.
 *
 * @param form the dress form of `posed`
 * @param back the same garment from behind
 */
export function projectGarment(
  garment: Garment,
  body: ParametricBody,
  rest: RestBody,
  posed: PosedBody,
  form: DressForm,
  back?: Garment,
): ProjectedGarment {
  const { keys, guessed } = fullKeyPoints(garment);
  const picture = garmentTexture(garment, back);
  const { parts, name, map } = LEGS.includes(garment.category)
    ? onLegs(garment, keys, placeTemplate(garment, body, rest, posed), form)
    : garment.category === 'skirt'
      ? onSkirt(garment, keys, body, posed, form)
      : onTrunk(garment, keys, placeTemplate(garment, body, rest, posed), body, posed, form);
  const reasons = [
    say('laid-on-template', { template: name }),
    ...(guessed.length > 0 ? [say('places-guessed', { places: wordsOf(guessed) })] : []),
    ...picture.reasons,
  ];
  return {
    template: name,
    ...clothOf(parts, map, picture),
    texture: withOpacity(garment, picture, back !== undefined),
    method: 'projected',
    confidence: garment.confidence.overall * WORTH * (guessed.length > 0 ? 0.8 : 1),
    reasons,
  };
}

/** Point of the garment's picture for a point of the ready garment. */
type PictureMap = (x: number, y: number, sleeve: boolean) => Point;

interface Laid {
  name: string;
  parts: TemplatePart[];
  map: PictureMap;
}

const middle = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
const mix = (a: Point, b: Point, t: number): Point => ({
  x: a.x + (b.x - a.x) * t,
  y: a.y + (b.y - a.y) * t,
});

/** Inner part of a span, where the colours are the cloth's own. */
function inset({ x0, x1 }: Span): Span {
  const by = EDGE * (x1 - x0) + 1;
  return x1 - x0 > 4 * by ? { x0: x0 + by, x1: x1 - by } : { x0: (x0 + x1) / 2, x1: (x0 + x1) / 2 };
}

/** Columns of a row of the picture from the run of cloth there, kept near the lines between key points. */
function spanAt(garment: Garment, row: number, left: readonly Point[], right: readonly Point[]): Span {
  const nominal = { x0: xAlong(left, row), x1: xAlong(right, row) };
  const room = BEYOND * (nominal.x1 - nominal.x0);
  const run = runAt(garment, row, (nominal.x0 + nominal.x1) / 2);
  if (!run) return inset(nominal);
  const span = {
    x0: clamp(run.x0, nominal.x0 - room, nominal.x0 + 2 * room),
    x1: clamp(run.x1, nominal.x1 - 2 * room, nominal.x1 + room),
  };
  return inset(span);
}

const across = (x: number, from: Span, to: Span): number => {
  const t = clamp((x - from.x0) / Math.max(1e-6, from.x1 - from.x0), 0, 1);
  return to.x0 + t * (to.x1 - to.x0);
};

function widthsOf(parts: readonly TemplatePart[]): Widths {
  const widths = new Widths();
  for (const { mesh, positions, sleeve } of parts) {
    mesh.quads.forEach((v, i) => {
      if (!sleeve[i >> 2]) widths.add(positions[v * 3], positions[v * 3 + 1]);
    });
  }
  return widths;
}

function lowest(parts: readonly TemplatePart[]): number {
  let low = Number.POSITIVE_INFINITY;
  for (const { mesh, positions, sleeve } of parts) {
    mesh.quads.forEach((v, i) => {
      if (!sleeve[i >> 2]) low = Math.min(low, positions[v * 3 + 1]);
    });
  }
  return low;
}

function onTrunk(
  garment: Garment,
  keys: KeyPoints,
  template: Template,
  body: ParametricBody,
  posed: PosedBody,
  form: DressForm,
): Laid {
  const marks = template.landmarks;
  const dress = garment.category === 'dress';
  const bodice = dress ? cutBelow(template.part, form.waistY - OVERLAP) : template.part;
  const collarY = (marks.collarL![1] + marks.collarR![1]) / 2;
  const armpitY = (marks.armpitL![1] + marks.armpitR![1]) / 2;
  const row = (name: 'collar' | 'armpit' | 'hem'): number => (keys[`${name}L`]!.y + keys[`${name}R`]!.y) / 2;
  const seen = Math.max(1, Math.abs(keys.armpitR!.x - keys.armpitL!.x));
  const ease = garment.category === 'jacket' ? 2 * EASE : EASE;
  const scale = (form.girths.bust + ease) / (2 * seen * FULLNESS);
  // a garment that is shorter than the ready one ends where it does; a longer one is pressed into its length
  const wantedHem = armpitY - (row('hem') - row('armpit')) * scale;
  const parts = [bodice];
  if (dress) {
    const hem = clamp(wantedHem, 0.04, form.crotchY);
    const half = (Math.abs(keys.hemR!.x - keys.hemL!.x) * scale) / 2;
    parts.push(placeSkirt(body, posed, skirtCut(form, form.waistY + OVERLAP, hem, half)));
  }
  const hemY = Math.max(wantedHem, lowest(parts));
  const anchors: Anchors = [
    [collarY, row('collar')],
    [armpitY, row('armpit')],
    [hemY, row('hem')],
  ];
  const widths = widthsOf(parts);
  const chain = (side: 'L' | 'R'): Point[] =>
    (['shoulder', 'armpit', 'waist', 'hip', 'hem'] as const)
      .flatMap((name) => keys[`${name}${side}`] ?? [])
      .sort((a, b) => a.y - b.y);
  const [left, right] = [chain('L'), chain('R')];
  const sleeves = { L: sleeveMap(garment, keys, marks, 'L'), R: sleeveMap(garment, keys, marks, 'R') };
  return {
    name: dress ? `${wordOf(template.name)} with a skirt` : wordOf(template.name),
    parts,
    map: (x, y, sleeve) => {
      const own = sleeve ? sleeves[x < 0 ? 'L' : 'R'] : undefined;
      if (own) return own(x, y);
      const at = rowAt(anchors, y);
      return { x: across(x, widths.at(y), spanAt(garment, at, left, right)), y: at };
    },
  };
}

/** A sleeve is laid along its middle line; what would fall outside the cloth moves towards that line. */
function sleeveMap(
  garment: Garment,
  keys: KeyPoints,
  marks: Template['landmarks'],
  side: 'L' | 'R',
): ((x: number, y: number) => Point) | undefined {
  const names = ['shoulder', 'armpit', 'cuffOuter', 'cuffInner'] as const;
  const there = names.map((name) => marks[`${name}${side}`]);
  const seen = names.map((name) => keys[`${name}${side}`]);
  if (there.some((p) => !p) || seen.some((p) => !p)) return undefined;
  const [a, b, c, d] = there.map((p): Point => ({ x: p![0], y: p![1] }));
  const [pa, pb, pc, pd] = seen as Point[];
  const from = middle(a, b);
  const to = middle(c, d);
  const axis = { x: to.x - from.x, y: to.y - from.y };
  const length = axis.x ** 2 + axis.y ** 2;
  const { alpha } = garment;
  const solid = (p: Point): boolean => {
    const [i, j] = [Math.floor(p.x), Math.floor(p.y)];
    return i >= 0 && j >= 0 && i < alpha.width && j < alpha.height && alpha.data[j * alpha.width + i] > 0.5;
  };
  return (x, y) => {
    const t = clamp(((x - from.x) * axis.x + (y - from.y) * axis.y) / length, -0.35, 1);
    const outer = mix(a, c, t);
    const inner = mix(b, d, t);
    const wide = { x: inner.x - outer.x, y: inner.y - outer.y };
    const u = clamp(
      ((x - outer.x) * wide.x + (y - outer.y) * wide.y) / (wide.x ** 2 + wide.y ** 2),
      0.04,
      0.96,
    );
    let point = mix(mix(pa, pc, t), mix(pb, pd, t), u);
    const centre = mix(middle(pa, pb), middle(pc, pd), clamp(t, 0.1, 0.92));
    for (let step = 0; step < 12 && !solid(point); step++) point = mix(point, centre, 0.18);
    return point;
  };
}

function skirtCut(form: DressForm, top: number, hem: number, half: number) {
  const hip = form.girths.hip / (2 * Math.PI) + 0.02;
  const fall = Math.max(0.05, top - hem);
  // the seen half width of a ring of cloth is its radius
  const flare = clamp((half - hip * 1.15) / fall, 0, 0.5);
  return { top, hem, flare, ease: 0.012, folds: flare > 0.12 ? 9 : 0, depth: flare > 0.12 ? 0.016 : 0 };
}

function onSkirt(
  garment: Garment,
  keys: KeyPoints,
  body: ParametricBody,
  posed: PosedBody,
  form: DressForm,
): Laid {
  const [waistL, waistR, hemL, hemR] = [keys.waistL!, keys.waistR!, keys.hemL!, keys.hemR!];
  const seen = Math.max(1, Math.abs(waistR.x - waistL.x));
  const scale = (form.girths.waist + 0.02) / (2 * seen * WAIST_FULLNESS);
  const top = form.waistY;
  const [topRow, hemRow] = [(waistL.y + waistR.y) / 2, (hemL.y + hemR.y) / 2];
  const hem = clamp(top - (hemRow - topRow) * scale, 0.04, form.crotchY + 0.02);
  const half = (Math.abs(hemR.x - hemL.x) * scale) / 2;
  const part = placeSkirt(body, posed, skirtCut(form, top, hem, half));
  const widths = widthsOf([part]);
  const anchors: Anchors = [
    [top, topRow],
    [hem, hemRow],
  ];
  const chain = (side: 'L' | 'R'): Point[] =>
    (['waist', 'hip', 'hem'] as const).flatMap((name) => keys[`${name}${side}`] ?? []);
  const [left, right] = [chain('L'), chain('R')];
  return {
    name: 'skirt',
    parts: [part],
    map: (x, y) => {
      const at = rowAt(anchors, y);
      return { x: across(x, widths.at(y), spanAt(garment, at, left, right)), y: at };
    },
  };
}

function onLegs(garment: Garment, keys: KeyPoints, template: Template, form: DressForm): Laid {
  const { part, landmarks: marks } = template;
  const crotch = keys.crotch!;
  const waistY = (marks.waistL![1] + marks.waistR![1]) / 2;
  const crotchY = marks.crotch?.[1] ?? form.crotchY;
  const waistRow = (keys.waistL!.y + keys.waistR!.y) / 2;
  const hemRow = Math.max(
    ...(['legOuterL', 'legOuterR', 'legInnerL', 'legInnerR'] as const).map((name) => keys[name]!.y),
  );
  // the rise of ready trousers is their own: the hip tells the scale
  const hip = runAt(garment, crotch.y - 0.2 * (crotch.y - waistRow), crotch.x);
  const scale = (form.girths.hip + HIP_EASE) / (2 * Math.max(1, hip ? hip.x1 - hip.x0 : 0) * HIP_FULLNESS);
  const hemY = Math.max(lowest([part]), crotchY - (hemRow - crotch.y) * scale);
  const anchors: Anchors = [
    [waistY, waistRow],
    [crotchY, crotch.y],
    [hemY, hemRow],
  ];
  const legs = { L: new Widths(), R: new Widths() };
  const whole = widthsOf([part]);
  part.mesh.quads.forEach((v) => {
    const [x, y] = [part.positions[v * 3], part.positions[v * 3 + 1]];
    legs[x < 0 ? 'L' : 'R'].add(x, y);
  });
  const outer = (side: 'L' | 'R'): Point[] =>
    (['waist', 'hip', 'legOuter'] as const)
      .flatMap((name) => keys[`${name}${side}`] ?? [])
      .sort((a, b) => a.y - b.y);
  const outsides = { L: outer('L'), R: outer('R') };
  return {
    name: 'pair of trousers',
    parts: [part],
    map: (x, y) => {
      const at = rowAt(anchors, y);
      if (y > crotchY)
        return { x: across(x, whole.at(y), spanAt(garment, at, outsides.L, outsides.R)), y: at };
      const side = x < 0 ? 'L' : 'R';
      const inside = [crotch, keys[`legInner${side}`]!];
      const span =
        side === 'L' ? spanAt(garment, at, outsides.L, inside) : spanAt(garment, at, inside, outsides.R);
      return { x: across(x, legs[side].at(y), span), y: at };
    },
  };
}

const PANELS: ClothLayer['panels'] = [{ limb: 'torso' }, { limb: 'armL' }, { limb: 'armR' }];

/** All parts as triangles, each of them wholly on the front or on the back of the picture, and joined where they were one. */
function clothOf(
  parts: readonly TemplatePart[],
  map: PictureMap,
  { scale, half, texture }: { scale: number; half: number; texture: Raster<Uint8Array> },
): ClothLayer {
  const positions: number[] = [];
  const normals: number[] = [];
  const uvs: number[] = [];
  const triangles: number[] = [];
  const panelOf: number[] = [];
  const seams: number[] = [];
  for (const { mesh, positions: p, sleeve } of parts) {
    const flat = { ...mesh, uvQuads: mesh.quads, uvs: new Float32Array((p.length / 3) * 2) };
    const { triangles: corners, source } = triangulate(flat);
    const own = Uint32Array.from(corners, (i) => source[i]);
    const smooth = vertexNormals(p, own);
    const sleeved = new Uint8Array(p.length / 3);
    mesh.quads.forEach((v, i) => {
      if (sleeve[i >> 2]) sleeved[v] |= 2;
      else sleeved[v] |= 1;
    });
    const known = new Map<number, number>();
    const first = new Map<number, number>();
    for (let t = 0; t < own.length; t += 3) {
      const v = [own[t], own[t + 1], own[t + 2]];
      const behind = v.reduce((sum, i) => sum + smooth[i * 3 + 2], 0) < 0;
      // faces of the armhole's seam belong to the sleeve when none of their corners is the trunk's alone
      const onSleeve = v.every((i) => sleeved[i] & 2);
      for (const i of v) {
        const key = i * 4 + (behind ? 2 : 0) + (onSleeve ? 1 : 0);
        let at = known.get(key);
        if (at === undefined) {
          at = positions.length / 3;
          known.set(key, at);
          const twin = first.get(i);
          if (twin === undefined) first.set(i, at);
          else seams.push(twin, at);
          panelOf.push(onSleeve ? (p[i * 3] > 0 ? 1 : 2) : 0);
          for (let k = 0; k < 3; k++) {
            positions.push(p[i * 3 + k]);
            normals.push(smooth[i * 3 + k]);
          }
          const point = map(p[i * 3], p[i * 3 + 1], onSleeve);
          const row = clamp(point.y * scale, 0, half - 1);
          uvs.push((point.x * scale) / texture.width, (row + (behind ? half : 0)) / texture.height);
        }
        triangles.push(at);
      }
    }
  }
  return {
    mesh: {
      positions: Float32Array.from(positions),
      normals: Float32Array.from(normals),
      uvs: Float32Array.from(uvs),
      triangles: Uint32Array.from(triangles),
    },
    panels: PANELS,
    panelOf: Uint8Array.from(panelOf),
    seams: Uint32Array.from(seams),
  };
}

/**
 * The texture with the cut-out as opacity; behind, the inside of the back is cloth as well, and looks like the outside
 * unless the back was `photographed`.
 */
function withOpacity(
  garment: Garment,
  { texture, half }: { texture: Raster<Uint8Array>; half: number },
  photographed: boolean,
): Raster<Uint8Array> {
  const { width, height } = texture;
  const alpha = resizeArea(garment.alpha, width, half);
  const inner = resizeArea(garment.innerBack, width, half);
  const out = byteRaster(width, height, 4);
  for (let i = 0; i < width * height; i++) {
    const behind = i >= width * half;
    const k = behind ? i - width * half : i;
    const from = behind && !photographed ? i + outerCloth(inner, alpha, k) : i;
    out.data.set(texture.data.subarray(from * 3, from * 3 + 3), i * 4);
    const solid = behind ? alpha.data[k] : alpha.data[k] * (1 - inner.data[k]);
    out.data[i * 4 + 3] = Math.round(255 * solid);
  }
  return out;
}

/** Columns from a pixel of the inside of the back to the cloth beside it that stands for the outside; 0 elsewhere. */
function outerCloth(inner: Mask, alpha: Mask, pixel: number): number {
  const { width, data } = inner;
  if (data[pixel] < 0.3) return 0;
  const x = pixel % width;
  const outside = (at: number): boolean => data[pixel + at - x] < 0.1 && alpha.data[pixel + at - x] > 0.9;
  for (let d = 1; d < width; d++) {
    // as far inside the cloth as the pixel lies outside it
    for (const at of [x - d, x + d]) {
      const mirrored = at + (at - x);
      if (at < 0 || at >= width || !outside(at)) continue;
      return mirrored >= 0 && mirrored < width && outside(mirrored) ? mirrored - x : at - x;
    }
  }
  return 0;
}

const WORDS: Record<string, string> = {
  teeWomen: 'tee',
  teeMen: 'tee',
  sweater: 'jumper',
  jacket: 'jacket',
};

function wordOf(piece: string): string {
  return WORDS[piece] ?? piece;
}

/** "armpits, left cuff": pairs in one word; L and R are sides of the picture. */
function wordsOf(names: readonly GarmentLandmarkName[]): string {
  const plain = (name: string): string =>
    name.replace(/[LRC]$/, '').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  const seen = new Map<string, number>();
  for (const name of names) seen.set(plain(name), (seen.get(plain(name)) ?? 0) + 1);
  return [...seen].map(([word, count]) => (count > 1 ? `${word}s` : word)).join(', ');
}
