/** Silhouettes: the outline of a posed body in a picture, the outline of the person there, and how they part. */

import type { Camera } from '../../domain/body.ts';
import { type Matte, PART, type Parsing } from '../../domain/parsing.ts';
import { distanceTo } from '../../image/ops/distance.ts';
import type { Mask } from '../../image/raster.ts';
import { project } from '../../mesh/camera.ts';
import { rasterise } from '../../mesh/rasterise.ts';
import type { Scene } from '../../mesh/scene.ts';
import { isArm, mayShow, type Region } from './regions.ts';

/** What covers the body where its outline is seen. */
export type Cover = 'skin' | 'upper' | 'lower' | 'dress' | 'footwear' | 'hair' | 'other';

const COVERS: Record<number, Cover> = {
  [PART.hair]: 'hair',
  [PART.face]: 'skin',
  [PART.neck]: 'skin',
  [PART.leftArm]: 'skin',
  [PART.rightArm]: 'skin',
  [PART.leftHand]: 'skin',
  [PART.rightHand]: 'skin',
  [PART.leftLeg]: 'skin',
  [PART.rightLeg]: 'skin',
  [PART.upper]: 'upper',
  [PART.lower]: 'lower',
  [PART.dress]: 'dress',
  [PART.leftFootwear]: 'footwear',
  [PART.rightFootwear]: 'footwear',
};

const ARM_PARTS = new Set<number>([PART.leftArm, PART.rightArm, PART.leftHand, PART.rightHand]);

/** The person in a picture, as a field of signed distances. */
export interface Outline {
  width: number;
  height: number;
  /** Pixels to the outline, positive outside the person. */
  distance: Float32Array;
  alpha: Mask;
  labels: Uint8Array | undefined;
}

export function outlineOf(matte: Matte, parsing: Parsing | undefined): Outline {
  const { width, height, data } = matte.alpha;
  const inside = Uint8Array.from(data, (a) => (a > 0.5 ? 1 : 0));
  const distance = signedDistance(inside, width, height);
  return { width, height, distance, alpha: matte.alpha, labels: parsing?.labels.data };
}

/** Pixels to the border of a binary raster, positive outside. Far away everywhere when it is empty or full. */
function signedDistance(inside: Uint8Array, width: number, height: number): Float32Array {
  const far = width + height;
  const out = distanceTo({ width, height, channels: 1, data: inside });
  const depth = distanceTo({ width, height, channels: 1, data: inside.map((v) => 1 - v) });
  for (let i = 0; i < out.length; i++)
    out[i] = inside[i] ? 0.5 - Math.min(far, depth[i]) : Math.min(far, out[i]) - 0.5;
  return out;
}

/** Triangles of the whole skin by its own vertex numbers. */
export function skinScene(quads: Uint32Array, vertices: Float32Array): Scene {
  const triangles = new Uint32Array((quads.length / 4) * 6);
  let n = 0;
  for (let q = 0; q < quads.length; q += 4) {
    triangles[n++] = quads[q];
    triangles[n++] = quads[q + 1];
    triangles[n++] = quads[q + 2];
    if (quads[q + 3] === quads[q + 2]) continue;
    triangles[n++] = quads[q];
    triangles[n++] = quads[q + 2];
    triangles[n++] = quads[q + 3];
  }
  return {
    positions: vertices,
    normals: new Float32Array(0),
    uvs: new Float32Array(0),
    triangles: triangles.subarray(0, n),
    meshOf: new Uint16Array(n / 3),
    firstVertex: [0, vertices.length / 3],
    firstTriangle: [0, n / 3],
    cutouts: [undefined],
    lifts: [0],
  };
}

/** Which triangle of the body shows at every pixel of a picture `step` times smaller; -1 where there is none. */
export function coverage(
  scene: Scene,
  camera: Camera,
  step: number,
): { width: number; height: number; triangle: Int32Array } {
  const width = Math.max(1, Math.round(camera.width / step));
  const height = Math.max(1, Math.round(camera.height / step));
  const small: Camera = {
    ...camera,
    width,
    height,
    focal: camera.focal / step,
    centre: [camera.centre[0] / step, camera.centre[1] / step],
  };
  return rasterise(scene, project(scene.positions, small), width, height);
}

/** A point of the body's outline and the nearest outline of the person. */
export interface Contact {
  /** Vertex of the body beside the point. */
  vertex: number;
  /** Outward unit normal of the person's outline there, picture axes. */
  nx: number;
  ny: number;
  /** Pixels the body reaches beyond the person; negative when it stays inside. */
  beyond: number;
  cover: Cover;
  /** PART value on the person's side of the outline; undefined without a parsing. */
  label: number | undefined;
}

/** Outlines whose directions part more than this (cosine) are not the same. */
const SAME_WAY = 0.45;

/**
 * Pairs at most `limit` points of the body's outline, evenly spread, with the person's outline within `reach` pixels.
 * Where the picture's border cuts the body there is no outline; where an arm lies beside the body, what it covers is
 * followed as far as it is seen.
 *
 * @param regions of every skin vertex
 */
export function contacts(
  scene: Scene,
  camera: Camera,
  outline: Outline,
  step: number,
  reach: number,
  limit: number,
  regions: readonly Region[],
): Contact[] {
  const { width, height, triangle } = coverage(scene, camera, step);
  const body = Uint8Array.from(triangle, (t) => (t >= 0 ? 1 : 0));
  const own = signedDistance(body, width, height);
  const border: number[] = [];
  for (let y = 2; y < height - 2; y++)
    for (let x = 2; x < width - 2; x++) {
      const i = y * width + x;
      if (body[i] && !(body[i - 1] && body[i + 1] && body[i - width] && body[i + width])) border.push(i);
    }
  const out: Contact[] = [];
  const every = Math.max(1, border.length / limit);
  for (let k = 0; k < border.length; k += every) {
    const i = border[Math.floor(k)];
    const [bx, by] = slope(own, width, i, 2);
    // from the middle of the last pixel of the body to its edge
    const x = ((i % width) + 0.5 + bx * 0.5) * step;
    const y = (Math.floor(i / width) + 0.5 + by * 0.5) * step;
    const vertex = scene.triangles[triangle[i] * 3];
    const at = pixelAt(outline, x, y);
    const beside = besideArm(outline, x, y, bx, by, reach, regions[vertex]);
    if (beside) {
      out.push({ vertex, nx: bx, ny: by, ...beside });
      continue;
    }
    const beyond = outline.distance[at];
    if (Math.abs(beyond) > reach) continue;
    const column = at % outline.width;
    const row = (at - column) / outline.width;
    if (column < 4 || row < 4 || column >= outline.width - 4 || row >= outline.height - 4) continue;
    const [nx, ny] = slope(outline.distance, outline.width, at, 3);
    if (nx * bx + ny * by < SAME_WAY) continue;
    // the label on the person's side of the outline
    const inward = beyond + 3;
    const label = outline.labels?.[pixelAt(outline, x - nx * inward, y - ny * inward)];
    const cover = label === undefined ? 'skin' : (COVERS[label] ?? 'other');
    if (mayShow(label, regions[vertex])) out.push({ vertex, nx, ny, beyond, cover, label });
  }
  return out;
}

/**
 * The edge of trunk or leg, or of the clothes on it, where an arm in front of the picture's background hides the rest:
 * seen from the body's outline outwards along (dx, dy).
 */
function besideArm(
  outline: Outline,
  x: number,
  y: number,
  dx: number,
  dy: number,
  reach: number,
  region: Region,
): Pick<Contact, 'beyond' | 'cover' | 'label'> | undefined {
  const { labels } = outline;
  // below the armpits nobody can say where the arm ends
  if (!labels || isArm(region) || region === 'bust') return undefined;
  let label: number | undefined;
  for (let d = 0; d <= reach; d++) {
    const next = labels[pixelAt(outline, x + dx * d, y + dy * d)];
    if (ARM_PARTS.has(next)) {
      if (label === undefined || !mayShow(label, region)) return undefined;
      return { beyond: 0.5 - d, cover: COVERS[label] ?? 'other', label };
    }
    if (next === PART.background) return undefined;
    label = next;
  }
  return undefined;
}

function pixelAt({ width, height }: { width: number; height: number }, x: number, y: number): number {
  const column = Math.min(width - 1, Math.max(0, Math.floor(x)));
  const row = Math.min(height - 1, Math.max(0, Math.floor(y)));
  return row * width + column;
}

/** Unit slope of a field at a pixel, from differences over `by` pixels each way. */
function slope(field: Float32Array, width: number, i: number, by: number): [number, number] {
  const column = i % width;
  const height = field.length / width;
  const row = (i - column) / width;
  const left = Math.min(by, column);
  const right = Math.min(by, width - 1 - column);
  const up = Math.min(by, row);
  const down = Math.min(by, height - 1 - row);
  const x = (field[i + right] - field[i - left]) / Math.max(1, left + right);
  const y = (field[i + down * width] - field[i - up * width]) / Math.max(1, up + down);
  const l = Math.hypot(x, y) || 1;
  return [x / l, y / l];
}

/** How well the body's silhouette and the person's agree. */
export interface Agreement {
  /** Area of both over area of either, 0..1. */
  iou: number;
  /** The same where hair, bags and other things that are no body or clothes count only where the body is. */
  iouBody: number;
  /** Share of the body that lies outside the person. */
  outside: number;
}

export function agreement(scene: Scene, camera: Camera, outline: Outline, step: number): Agreement {
  const { width, triangle } = coverage(scene, camera, step);
  let both = 0;
  let body = 0;
  let person = 0;
  let added = 0;
  for (let i = 0; i < triangle.length; i++) {
    const x = ((i % width) + 0.5) * step;
    const y = (Math.floor(i / width) + 0.5) * step;
    const at = pixelAt(outline, x, y);
    const own = triangle[i] >= 0;
    const his = outline.alpha.data[at] > 0.5;
    if (own) body++;
    if (his) person++;
    if (own && his) both++;
    const label = outline.labels?.[at] ?? PART.upper;
    if (!own && his && (label === PART.hair || label === PART.other)) added++;
  }
  const either = body + person - both;
  return {
    iou: either > 0 ? both / either : 0,
    iouBody: either > added ? both / (either - added) : 0,
    outside: body > 0 ? 1 - both / body : 1,
  };
}
