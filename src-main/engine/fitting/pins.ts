/** Pins: points of a garment held at points of the photo by hand; they win over everything the engine chose itself. */

import { say } from '../../contract/sentences.ts';
import type { Point } from '../image/raster.ts';
import { nearestVertex } from './garment-shape.ts';
import { countFlipped } from './injective.ts';
import type { LaidGarment } from './laid.ts';
import type { FitPin } from './params.ts';

/** Weight of pins: stiffer than every other target. */
const PIN_WEIGHT = 40;
/** Reach of a pin along the cloth, shoulder widths (standard deviation of its falloff). */
const PIN_RADIUS = 0.35;
/** Cloth this near to a pin holds its new place too: a single point cannot hold a sheet. */
const HOLDS = 0.3;
/** Distances in shoulder widths beyond which a pin was not reached. */
const MISSED = 0.06;
/** Steps by which pins that tear at each other give way. */
const STEP = 0.1;

interface Anchor {
  vertex: number;
  /** Where the vertex shall go. */
  to: Point;
  /** Falloff 0..1 of the pin over all vertices, along the cloth. */
  weight: Float64Array;
}

/**
 * Pulls pinned points to their places: the cloth around each, its start and its targets, moves along with a falloff, so
 * that a pin bends the garment instead of pulling out a spike. Where pins share cloth their pulls are averaged.
 *
 * @param posed the garment as it lies without the pins
 * @param unit shoulder width, analysis pixels
 */
export function holdPins(
  laid: LaidGarment,
  posed: Float64Array,
  pins: readonly FitPin[],
  unit: number,
): void {
  const { targets, count } = laid;
  laid.init.set(posed);
  const neighbours = edgesOf(laid);
  const anchors = pins.map(({ rest, target }): Anchor => {
    const vertex = nearestVertex(laid.rest, rest);
    // The pinned point lies a little off the vertex: carry the difference over at the garment's scale.
    const to = {
      x: target.x + (laid.rest[vertex * 2] - rest.x) * laid.scaleX,
      y: target.y + (laid.rest[vertex * 2 + 1] - rest.y) * laid.scaleY,
    };
    laid.correspondences.push({ from: rest, to: target });
    return { vertex, to, weight: falloff(neighbours, posed, vertex, PIN_RADIUS * unit) };
  });
  const moveX = new Float64Array(count);
  const moveY = new Float64Array(count);
  const held = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let all = 0;
    for (const { vertex, to, weight } of anchors) {
      const w = weight[i];
      if (w === 0) continue;
      all += w;
      held[i] = Math.max(held[i], w);
      moveX[i] += w * (to.x - posed[vertex * 2]);
      moveY[i] += w * (to.y - posed[vertex * 2 + 1]);
    }
    if (all > 1) {
      moveX[i] /= all;
      moveY[i] /= all;
    }
  }
  for (let k = 0; k < targets.index.length; k++) {
    targets.x[k] += moveX[targets.index[k]];
    targets.y[k] += moveY[targets.index[k]];
  }
  for (let i = 0; i < count; i++) {
    laid.init[i * 2] += moveX[i];
    laid.init[i * 2 + 1] += moveY[i];
    if (held[i] > HOLDS) targets.add(i, laid.init[i * 2], laid.init[i * 2 + 1], held[i]);
  }
  for (const { vertex, to } of anchors) targets.add(vertex, to.x, to.y, PIN_WEIGHT);
}

/** Neighbours of every vertex of the cut mesh: cloth that is not sewn together there is not joined here either. */
function edgesOf({ triangles, count }: LaidGarment): number[][] {
  const out: number[][] = Array.from({ length: count }, () => []);
  for (let t = 0; t < triangles.length; t += 3)
    for (let k = 0; k < 3; k++) {
      const a = triangles[t + k];
      const b = triangles[t + ((k + 1) % 3)];
      out[a].push(b);
      out[b].push(a);
    }
  return out;
}

/** Gaussian of the distance along the cloth from `source`; 0 beyond three radii and on other pieces. */
function falloff(
  neighbours: readonly (readonly number[])[],
  posed: Float64Array,
  source: number,
  radius: number,
): Float64Array {
  const distance = new Float64Array(neighbours.length).fill(Number.POSITIVE_INFINITY);
  const reach = 3 * radius;
  distance[source] = 0;
  // Bellman-Ford with a queue: meshes have about a thousand vertices, and distances settle after a few visits.
  const queue = [source];
  for (let head = 0; head < queue.length; head++) {
    const a = queue[head];
    for (const b of neighbours[a]) {
      const d = distance[a] + Math.hypot(posed[b * 2] - posed[a * 2], posed[b * 2 + 1] - posed[a * 2 + 1]);
      if (d >= distance[b] - 1e-9 || d > reach) continue;
      distance[b] = d;
      queue.push(b);
    }
  }
  return distance.map((d) => (d > reach ? 0 : Math.exp((-d * d) / (2 * radius * radius))));
}

/**
 * Gives way where pins fold the cloth: goes back towards `free`, the garment without them, as far as needed. `posed` is
 * changed in place. Says so when it had to.
 */
export function giveWay(laid: LaidGarment, posed: Float64Array, free: Float64Array): void {
  if (countFlipped(laid.triangles, posed) === 0) return;
  laid.doubt(0.7, say('pins-fold'));
  const wanted = posed.slice();
  for (let t = 1 - STEP; t > STEP / 2; t -= STEP) {
    for (let i = 0; i < posed.length; i++) posed[i] = free[i] + (wanted[i] - free[i]) * t;
    if (countFlipped(laid.triangles, posed) === 0) return;
  }
  posed.set(free);
}

/** Says when a pinned point does not lie where it was put. */
export function judgePins(
  laid: LaidGarment,
  posed: Float64Array,
  pins: readonly FitPin[],
  unit: number,
): void {
  for (const { rest, target } of pins) {
    const v = nearestVertex(laid.rest, rest);
    const x = posed[v * 2] + (rest.x - laid.rest[v * 2]) * laid.scaleX;
    const y = posed[v * 2 + 1] + (rest.y - laid.rest[v * 2 + 1]) * laid.scaleY;
    if (Math.hypot(x - target.x, y - target.y) > MISSED * unit) laid.doubt(0.9, say('pin-not-reached'));
  }
}
