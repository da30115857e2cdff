/** Cutting lines: which faces are sleeves, and where on the flat cloth every face corner lies. */

import { smoothstep } from '../../../src-main/engine/image/ops/signal.ts';
import { borderLoops, components, normals, type QuadMesh } from '../../../src-main/engine/mesh/quad-mesh.ts';
import { add, cross, normalize, scale, sub, type Vec3 } from '../../../src-main/engine/mesh/vector.ts';

/** For each face the number of its texture island: the panel it was cut from. */
export function panelsOf(mesh: QuadMesh): Int32Array {
  const island = components(mesh.uvQuads, mesh.uvs.length / 2);
  return Int32Array.from({ length: mesh.quads.length / 4 }, (_, f) => island[mesh.uvQuads[f * 4]]);
}

/** 1 for faces of panels that lie mostly on the arms; `armShare` is 0..1 per vertex. */
export function sleeveFaces(mesh: QuadMesh, armShare: Float32Array): Uint8Array {
  const panels = panelsOf(mesh);
  const sums = new Map<number, [number, number]>();
  for (let i = 0; i < mesh.quads.length; i++) {
    const sum = sums.get(panels[i >> 2]) ?? [0, 0];
    sum[0] += armShare[mesh.quads[i]];
    sum[1]++;
    sums.set(panels[i >> 2], sum);
  }
  return Uint8Array.from(panels, (panel) => {
    const [total, count] = sums.get(panel)!;
    return total / count > 0.5 ? 1 : 0;
  });
}

/**
 * Cloth coordinates of trousers: straight down each leg from where the legs part, flat across the hips.
 */
export function legCoordinates(mesh: QuadMesh, rest: Float32Array): Float32Array {
  const out = new Float32Array(mesh.quads.length * 2);
  let crotch = Number.POSITIVE_INFINITY;
  let foot = Number.POSITIVE_INFINITY;
  for (const v of mesh.quads) {
    if (Math.abs(rest[v * 3]) < 0.08) crotch = Math.min(crotch, rest[v * 3 + 1]);
    foot = Math.min(foot, rest[v * 3 + 1]);
  }
  const middle = (low: number, high: number): number => {
    let sum = 0;
    let count = 0;
    for (const v of mesh.quads) {
      if (rest[v * 3 + 1] < low || rest[v * 3 + 1] > high) continue;
      sum += Math.abs(rest[v * 3]);
      count++;
    }
    return sum / Math.max(1, count);
  };
  const above = middle(crotch - 1, crotch);
  const lean = (middle(foot, foot + 1) - above) / (crotch - foot - 1);
  mesh.quads.forEach((v, i) => {
    const side = rest[v * 3] < 0 ? -1 : 1;
    const y = rest[v * 3 + 1];
    const shift = lean * Math.max(0, crotch - y);
    const x = Math.abs(rest[v * 3]) - shift - above;
    // unroll the outer side, where the leg turns away
    out[i * 2] = side * (above + (x > 0 ? x * (1 + 0.35 * x * x) : x));
    out[i * 2 + 1] = y;
  });
  return out;
}

/** 1 for the first `rows` rows of faces along the open border `loop`. */
export function bandFaces(mesh: QuadMesh, loop: readonly number[], rows: number): Uint8Array {
  const band = new Uint8Array(mesh.quads.length / 4);
  let reached = new Set(loop);
  for (let row = 0; row < rows; row++) {
    const next = new Set(reached);
    for (let f = 0; f < band.length; f++) {
      const corners = mesh.quads.subarray(f * 4, f * 4 + 4);
      if (!corners.some((v) => reached.has(v))) continue;
      band[f] = 1;
      for (const v of corners) next.add(v);
    }
    reached = next;
  }
  return band;
}

export type Opening = 'neck' | 'cuff' | 'hem';

/** Open borders of a piece in wearing position: the highest is the neck (or waist), those far out are cuffs. */
export function openings(mesh: QuadMesh, rest: Float32Array): { kind: Opening; loop: number[] }[] {
  const loops = borderLoops(mesh.quads);
  const mean = (loop: readonly number[], k: number): number =>
    loop.reduce((s, v) => s + rest[v * 3 + k], 0) / loop.length;
  const top = loops.reduce((a, b) => (mean(b, 1) > mean(a, 1) ? b : a));
  return loops.map((loop) => {
    if (loop === top) return { kind: 'neck', loop };
    return { kind: Math.abs(mean(loop, 0)) > 1.1 && mean(loop, 1) > 1 ? 'cuff' : 'hem', loop };
  });
}

/**
 * The turned-in edge of every opening: a narrow strip that rolls over to the inside, so that cloth looks thick.
 */
export function turnedEdges(
  mesh: QuadMesh,
  positions: Float32Array,
): { mesh: QuadMesh; positions: Float32Array } {
  const n = normals(mesh.quads, positions);
  const out: number[] = [];
  const quads: number[] = [];
  for (const loop of borderLoops(mesh.quads)) {
    const first = out.length / 3;
    loop.forEach((v, i) => {
      const at = (list: Float32Array, j: number): Vec3 => [list[j * 3], list[j * 3 + 1], list[j * 3 + 2]];
      const ahead = at(positions, loop[(i + 1) % loop.length]);
      const behind = at(positions, loop[(i + loop.length - 1) % loop.length]);
      const normal = at(n, v);
      // borders run with the cloth on their left
      const inward = normalize(cross(normal, sub(ahead, behind)));
      const p = at(positions, v);
      for (const [down, into] of [
        [0, 0],
        [0.015, -0.02],
        [0.04, -0.015],
        [0.05, 0],
        [0.055, 0.06],
      ]) {
        out.push(...add(p, add(scale(normal, -down), scale(inward, into))));
      }
      const here = first + i * 5;
      const next = first + ((i + 1) % loop.length) * 5;
      for (let k = 0; k < 4; k++) quads.push(here + k, here + k + 1, next + k + 1, next + k);
    });
  }
  const faces = Uint32Array.from(quads);
  const uvs = new Float32Array((out.length / 3) * 2);
  return { mesh: { quads: faces, uvQuads: faces, uvs }, positions: Float32Array.from(out) };
}

/**
 * Cloth coordinates (u across, v up; decimetres) of every face corner: around the body below the arms, flat panels
 * across the shoulders, along the resting arm for sleeves.
 */
export function clothCoordinates(mesh: QuadMesh, rest: Float32Array, sleeve: Uint8Array): Float32Array {
  const out = new Float32Array(mesh.quads.length * 2);
  const facing = normals(mesh.quads, rest);
  let width = 0;
  let depth = 0;
  let count = 0;
  mesh.quads.forEach((v, i) => {
    if (sleeve[i >> 2]) return;
    width += Math.abs(rest[v * 3]);
    depth += rest[v * 3 + 2];
    count++;
  });
  // the mean of |x| around an ellipse is 2/pi of its half width
  const radius = (width / Math.max(1, count)) * 1.45;
  depth /= Math.max(1, count);
  for (let i = 0; i < mesh.quads.length; i += 4) {
    const corners = [0, 1, 2, 3].map((k) => mesh.quads[i + k] * 3);
    if (sleeve[i >> 2]) {
      // arms at rest run outwards and down at about 42 degrees
      const side = rest[corners[0]] > 0 ? 1 : -1;
      corners.forEach((c, k) => {
        const x = rest[c] * side - 1.6;
        const y = rest[c + 1] - 4.9;
        out[(i + k) * 2] = (x * 0.67 + y * 0.74) * side;
        out[(i + k) * 2 + 1] = 4.9 - (x * 0.74 - y * 0.67);
      });
      continue;
    }
    const turns = corners.map((c) => Math.atan2(rest[c], (rest[c + 2] - depth) * 1.25));
    const wraps = Math.max(...turns) - Math.min(...turns) > Math.PI;
    const back = corners.reduce((s, c) => s + facing[c + 2], 0) < 0;
    const behind = Math.PI * (wraps || turns[0] > 0 ? 1 : -1);
    corners.forEach((c, k) => {
      const around = (wraps && turns[k] < 0 ? turns[k] + Math.PI * 2 : turns[k]) * radius;
      const flat = back ? behind * radius - rest[c] : rest[c] * 1.12;
      const y = rest[c + 1];
      out[(i + k) * 2] = around + (flat - around) * smoothstep((y - 2.9) / 1.5);
      out[(i + k) * 2 + 1] = y;
    });
  }
  return out;
}
