/** Held objects: bags and clutches in a hand, told from the clothes they lie on by an even, closed and compact region. */

import { LM } from '../../domain/pose.ts';
import { connectedComponents } from '../../image/ops/components.ts';
import { MaxFlow } from '../../image/ops/max-flow.ts';
import { dilate, fillHoles, open } from '../../image/ops/morphology.ts';
import { byteRaster } from '../../image/raster.ts';
import { colourCost, fitColourModel } from '../colour-model.ts';
import type { ParsingView } from './classify.ts';
import { foreignShare } from './held-colours.ts';
import {
  at,
  type Colour,
  colourOf,
  distance,
  grow,
  outline,
  type Search,
  stepBetween,
  withCorners,
} from './held-region.ts';
import { CLASS } from './seeds.ts';

/** Reach of what a hand may hold, and how far from its skin that begins at most, in shoulder widths. */
const REACH = 1.05;
const GRIP = 0.1;
/** Tolerances a region is grown with, distances in feature units; the widest one that keeps it closed counts. */
const TOLERANCES = [8, 9.5, 11, 12.5, 14, 16, 18, 21, 24, 28, 32] as const;
/** A region that is one thing grows by no more than this factor over two tolerances. */
const STABLE = 1.25;
/** Areas of held objects, squared shoulder widths. */
const SMALLEST = 0.03;
/** Smallest start of one, and how far around it the object may reach, shoulder widths (squared, plain). */
const SMALLEST_CORE = 0.012;
const AROUND = [0.26, 0.4] as const;
/** Mean step around such a start at least. */
const CORE_STEP = 12;
const LARGEST = 0.55;
/** Share of its convex hull that a bag covers at least, and of its outline that may lie on the window's border. */
const COMPACT = 0.68;
const CUT_OFF = 0.012;
/** Mean step between an object's inside and the clothes beside it at least, feature units. */
const STEP = 24;
/** The same for an object of which this share was taken neither for clothes nor for an arm. */
const WEAK_STEP = 9;
const STRANGE = 0.2;
/** Share of an object in colours that the garment around it has nowhere else, at least. */
const FOREIGN = 0.5;
/** Hand skin differs less than this from the skin of the forearms. */
const SKIN = 45;

/**
 * 0/1 mask, work pixels of `fine`, of objects held in front of or beside the clothes. Regions are grown from beside the
 * hands over colours near that of their start; one that stays closed over a range of tolerances, is compact and stands out
 * from the clothes around it, in colours they do not have, is an object. Found on `coarse`, drawn on `fine`. `map`: CLASS value per pixel of `fine`.
 */
export function heldObjects(coarse: ParsingView, fine: ParsingView, map: Uint8Array): Uint8Array {
  const { width, height } = fine.area;
  const out = new Uint8Array(width * height);
  const small = reduceMap(map, fine, coarse);
  for (const side of [0, 1] as const) {
    const search = searchAround(coarse, small, side);
    const cores = search && coresBeside(search, side);
    if (!cores) continue;
    const found = bestOf(search, cores);
    if (!found || foreignShare(search, small, found) < FOREIGN) continue;
    const sharp = searchAround(fine, map, side);
    if (!sharp) continue;
    const object = withCorners(sharp, withCorners(sharp, enlarged(found, search, sharp)), side);
    for (let k = 0; k < object.length; k++) if (object[k]) out[at(sharp, k)] = 1;
  }
  return out;
}

/** The outline that is closed, compact and set off best among cuts of several reaches and strengths; none below the limits. */
function bestOf(s: Search, cores: Uint8Array): Uint8Array | undefined {
  const { unit } = s.view.fields;
  let best: Uint8Array | undefined;
  let score = 0;
  const links = linksOf(s);
  for (const around of AROUND) {
    const ground = groundAround(s, cores, around);
    for (const smoothness of SMOOTHNESS) {
      for (const cut of cutOut(s, ground, links, smoothness)) {
        const object = withCorners(s, cut);
        let size = 0;
        let strange = 0;
        for (let k = 0; k < object.length; k++) {
          if (!object[k]) continue;
          size++;
          if (!s.cloth[k]) strange++;
        }
        const { cutOff, step, compact } = outline(s, object, size);
        const least = strange > STRANGE * size ? WEAK_STEP : STEP;
        const share = size / unit ** 2;
        if (share < SMALLEST || share > LARGEST || cutOff > CUT_OFF || step < least || compact < COMPACT)
          continue;
        if (step * compact > score) {
          score = step * compact;
          best = object;
        }
      }
    }
  }
  return best;
}

function reduceMap(map: Uint8Array, fine: ParsingView, coarse: ParsingView): Uint8Array {
  const { width, height } = coarse.area;
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const row =
      Math.min(fine.area.height - 1, Math.floor(((y + 0.5) * fine.area.height) / height)) * fine.area.width;
    for (let x = 0; x < width; x++)
      out[y * width + x] =
        map[row + Math.min(fine.area.width - 1, Math.floor(((x + 0.5) * fine.area.width) / width))];
  }
  return out;
}

function searchAround(view: ParsingView, map: Uint8Array, side: 0 | 1): Search | undefined {
  const { area, fields, landmarks } = view;
  const [wrist, index, pinky] = side === 0 ? HANDS.left : HANDS.right;
  const p = landmarks[wrist];
  if (p.visibility < 0.5) return undefined;
  const cx = 0.4 * p.x + 0.3 * (landmarks[index].x + landmarks[pinky].x);
  const cy = 0.4 * p.y + 0.3 * (landmarks[index].y + landmarks[pinky].y);
  const r = REACH * fields.unit;
  const box = {
    x0: Math.max(0, Math.floor(cx - r)),
    y0: Math.max(0, Math.floor(cy - r)),
    x1: Math.min(area.width, Math.ceil(cx + r)),
    y1: Math.min(area.height, Math.ceil(cy + r)),
  };
  const w = box.x1 - box.x0;
  const h = box.y1 - box.y0;
  if (w < 8 || h < 8) return undefined;
  const search: Search = {
    view,
    box,
    w,
    h,
    features: new Float32Array(w * h * 3),
    open: new Uint8Array(w * h),
    arm: new Uint8Array(w * h),
    cloth: new Uint8Array(w * h),
  };
  const { end, second } = fields.arms[side];
  const tone = meanColour(view, (i) => map[i] === CLASS.skin && second[i] < 0.5);
  if (!tone) return undefined;
  for (let k = 0; k < w * h; k++) {
    const i = at(search, k);
    for (let c = 0; c < 3; c++) search.features[k * 3 + c] = area.features[i * 3 + c];
    if (area.alpha[i] < 0.5) continue;
    const c = map[i];
    const limb =
      c === CLASS.skin && Math.min(end[i], fields.arm[i]) < 1.2 && distance(area.features, i, tone) < SKIN;
    search.arm[k] = limb ? 1 : 0;
    search.cloth[k] = c === CLASS.upper || c === CLASS.lower ? 1 : 0;
    search.open[k] = limb || c === CLASS.hair || c === CLASS.footwear || c === CLASS.background ? 0 : 1;
  }
  return search;
}

const HANDS = {
  left: [LM.leftWrist, LM.leftIndex, LM.leftPinky],
  right: [LM.rightWrist, LM.rightIndex, LM.rightPinky],
} as const;

function meanColour({ area }: ParsingView, take: (i: number) => boolean): Colour | undefined {
  const sum = [0, 0, 0];
  let count = 0;
  for (let i = 0; i < area.alpha.length; i++) {
    if (!take(i)) continue;
    count++;
    for (let c = 0; c < 3; c++) sum[c] += area.features[i * 3 + c];
  }
  return count < 6 ? undefined : [sum[0] / count, sum[1] / count, sum[2] / count];
}

/** 0/1 beginnings of a held object beside the hand; undefined when there is none. */
function coresBeside(s: Search, side: 0 | 1): Uint8Array | undefined {
  const { w, h, view } = s;
  const { fields } = view;
  const unit2 = fields.unit ** 2;
  const most = LARGEST * unit2;
  const hand = byteRaster(w, h, 1);
  for (let k = 0; k < w * h; k++) if (s.arm[k] && fields.arms[side].end[at(s, k)] < 1.2) hand.data[k] = 1;
  const beside = dilate(hand, Math.max(2, Math.round(GRIP * fields.unit))).data;
  const tried = new Uint8Array(w * h);
  const cores = new Uint8Array(w * h);
  let any = false;
  for (let k = 0; k < w * h; k++) {
    if (!beside[k] || !s.open[k] || tried[k]) continue;
    tried[k] = 1;
    let colour: Colour = [s.features[k * 3], s.features[k * 3 + 1], s.features[k * 3 + 2]];
    const first = grow(s, k, colour, TOLERANCES[0], most);
    if (!first || first.size < 0.003 * unit2) continue;
    for (let j = 0; j < w * h; j++) tried[j] |= first.mask[j];
    colour = colourOf(s, first.mask);
    if (distance(s.features, k, colour) > TOLERANCES[0]) continue;
    const sizes: number[] = [];
    let best: Uint8Array | undefined;
    for (const tolerance of TOLERANCES) {
      const region = grow(s, k, colour, tolerance, most);
      if (!region) break;
      const { mask, size } = region;
      sizes.push(size);
      const before = sizes[sizes.length - 3];
      if (size < SMALLEST_CORE * unit2 || before === undefined || size > STABLE * before) continue;
      const { cutOff, step, compact } = outline(s, mask, size);
      if (cutOff <= CUT_OFF && (step >= CORE_STEP || step === 0) && compact >= COMPACT) best = mask;
    }
    if (!best) continue;
    any = true;
    for (let j = 0; j < w * h; j++) cores[j] |= best[j];
  }
  return any ? cores : undefined;
}

/** Smoothness of the cut against colour costs. */
const SMOOTHNESS = [4, 12] as const;
/** Colour step of a clear edge, feature units. */
const EDGE = 10;
const ROUNDS = 2;

/** What all cuts of one reach around the beginnings of an object share. */
interface Ground {
  cores: Uint8Array;
  /** Pixels of the window that may belong to the object, and the place of each pixel among them; -1 elsewhere. */
  pixels: Int32Array;
  node: Int32Array;
  /** Cost of each of `pixels` as cloth beyond that reach, and as the object's beginnings; null where colours tell nothing. */
  asCloth: Float64Array | null;
  asCore: Float64Array | null;
}

const MOST_COST = 20;

/** Cost of pixels by a model of the colours of `of`. */
function costs(
  { features }: Search,
  of: number[],
  components: number,
  pixels: Int32Array,
): Float64Array | null {
  const model = fitColourModel(features, of, components, 10);
  if (!model) return null;
  const out = new Float64Array(pixels.length);
  for (let q = 0; q < pixels.length; q++)
    out[q] = Math.min(MOST_COST, colourCost(model, features, pixels[q] * 3));
  return out;
}

function indicesOf(mask: Uint8Array): number[] {
  const out: number[] = [];
  for (let k = 0; k < mask.length; k++) if (mask[k]) out.push(k);
  return out;
}

const CLOTH_COLOURS = 5;
const OBJECT_COLOURS = 4;

function groundAround(s: Search, cores: Uint8Array, around: number): Ground {
  const { w, h, view } = s;
  const near = dilate(byteRaster(w, h, 1, cores), Math.round(around * view.fields.unit), 'disk').data;
  const inReach: number[] = [];
  const node = new Int32Array(w * h).fill(-1);
  const beyond: number[] = [];
  for (let k = 0; k < w * h; k++) {
    if (!s.open[k]) continue;
    if (near[k]) node[k] = inReach.push(k) - 1;
    else if (s.cloth[k]) beyond.push(k);
  }
  const pixels = Int32Array.from(inReach);
  const asCloth = costs(s, beyond, CLOTH_COLOURS, pixels);
  const asCore = asCloth && costs(s, indicesOf(cores), OBJECT_COLOURS, pixels);
  return { cores, pixels, node, asCloth, asCore };
}

/** Links of each pixel of the window to its right and lower neighbour at smoothness 1; 0 where there is none to link to. */
function linksOf({ w, h, open, features }: Search): { right: Float64Array; below: Float64Array } {
  const right = new Float64Array(w * h);
  const below = new Float64Array(w * h);
  const link = (k: number, j: number): number => 0.1 + Math.exp(-((stepBetween(features, k, j) / EDGE) ** 2));
  for (let k = 0; k < w * h; k++) {
    if (!open[k]) continue;
    if ((k % w) + 1 < w && open[k + 1]) right[k] = link(k, k + 1);
    if (k + w < w * h && open[k + w]) below[k] = link(k, k + w);
  }
  return { right, below };
}

/** The object around its beginnings by a graph cut over colours near and far of them (GrabCut, Rother et al. 2004). */
function cutOut(
  s: Search,
  { cores, pixels, node, asCloth, asCore }: Ground,
  links: ReturnType<typeof linksOf>,
  smoothness: number,
): Uint8Array[] {
  const cuts: Uint8Array[] = [];
  const { w, h } = s;
  const tie = (graph: MaxFlow, q: number, j: number, link: number): void => {
    if (link === 0) return;
    if (node[j] >= 0) graph.addEdge(q, node[j], smoothness * link, smoothness * link);
    else graph.addTerminal(q, 0, smoothness * link);
  };
  let object = cores;
  for (let round = 0; round < ROUNDS; round++) {
    const asObject = round === 0 ? asCore : costs(s, indicesOf(object), OBJECT_COLOURS, pixels);
    if (!asObject || !asCloth) return cuts;
    const graph = new MaxFlow(pixels.length, pixels.length * 2);
    for (let q = 0; q < pixels.length; q++) {
      const k = pixels[q];
      if (cores[k]) graph.addTerminal(q, 1e4, 0);
      else graph.addTerminal(q, asCloth[q], asObject[q]);
      tie(graph, q, k + 1, links.right[k]);
      tie(graph, q, k + w, links.below[k]);
    }
    graph.solve();
    object = new Uint8Array(w * h);
    for (let q = 0; q < pixels.length; q++) if (graph.inSource(q)) object[pixels[q]] = 1;
    const cc = connectedComponents(fillHoles(open(byteRaster(w, h, 1, object), 2)));
    const keep = new Uint8Array(cc.count + 1);
    for (let k = 0; k < w * h; k++) if (cores[k]) keep[cc.labels[k]] = 1;
    cuts.push(Uint8Array.from(cc.labels, (c) => (c > 0 ? keep[c] : 0)));
  }
  return cuts;
}

/** A mask of the coarse window on the fine one. */
function enlarged(mask: Uint8Array, coarse: Search, fine: Search): Uint8Array {
  const out = new Uint8Array(fine.w * fine.h);
  const fx = coarse.view.area.width / fine.view.area.width;
  const fy = coarse.view.area.height / fine.view.area.height;
  for (let k = 0; k < out.length; k++) {
    if (!fine.open[k]) continue;
    const x = Math.floor((fine.box.x0 + (k % fine.w) + 0.5) * fx) - coarse.box.x0;
    const y = Math.floor((fine.box.y0 + Math.floor(k / fine.w) + 0.5) * fy) - coarse.box.y0;
    if (x >= 0 && y >= 0 && x < coarse.w && y < coarse.h && mask[y * coarse.w + x]) out[k] = 1;
  }
  return out;
}
