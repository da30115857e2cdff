/**
 * Skinning with dual quaternions: vertices follow their bones on screws, so limbs keep their volume when they twist.
 *
 * Kavan, Collins, Zara, O'Sullivan: Geometric Skinning with Approximate Dual Quaternion Blending, 2008.
 */

import type { BodyPose } from '../domain/body.ts';
import type { SkinWeights } from '../mesh/bound-piece.ts';
import { rotate } from '../mesh/quaternion.ts';
import { rotationOf } from './skeleton.ts';

/** Eight numbers a bone: the rotation (x, y, z, w) and the dual part of moving it from rest to the pose. */
export function boneMotions(pose: BodyPose, rest: Float64Array, posed: Float64Array): Float64Array {
  const count = rest.length / 3;
  const out = new Float64Array(count * 8);
  for (let b = 0; b < count; b++) {
    const q = rotationOf(pose, b);
    const head = rotate(q, [rest[b * 3], rest[b * 3 + 1], rest[b * 3 + 2]]);
    const [x, y, z] = [0, 1, 2].map((k) => (posed[b * 3 + k] - head[k]) / 2);
    out.set(q, b * 8);
    // half the translation times the rotation
    out[b * 8 + 4] = x * q[3] + y * q[2] - z * q[1];
    out[b * 8 + 5] = y * q[3] + z * q[0] - x * q[2];
    out[b * 8 + 6] = z * q[3] + x * q[1] - y * q[0];
    out[b * 8 + 7] = -(x * q[0] + y * q[1] + z * q[2]);
  }
  return out;
}

/**
 * Moves vertices from rest to the pose.
 *
 * @param motions of boneMotions
 * @param rest three numbers a vertex; not changed
 */
export function skinVertices(motions: Float64Array, rest: Float32Array, skin: SkinWeights): Float32Array {
  const out = new Float32Array(rest.length);
  const { index, weight } = skin;
  for (let o = 0, k = 0; o < rest.length; o += 3, k += 4) {
    const lead = index[k] * 8;
    let x = 0;
    let y = 0;
    let z = 0;
    let w = 0;
    let dx = 0;
    let dy = 0;
    let dz = 0;
    let dw = 0;
    for (let i = k; i < k + 4; i++) {
      let share = weight[i];
      if (share === 0) continue;
      const m = index[i] * 8;
      const same =
        motions[m] * motions[lead] +
        motions[m + 1] * motions[lead + 1] +
        motions[m + 2] * motions[lead + 2] +
        motions[m + 3] * motions[lead + 3];
      // q and -q turn alike: blend on the side of the leading bone
      if (same < 0) share = -share;
      x += share * motions[m];
      y += share * motions[m + 1];
      z += share * motions[m + 2];
      w += share * motions[m + 3];
      dx += share * motions[m + 4];
      dy += share * motions[m + 5];
      dz += share * motions[m + 6];
      dw += share * motions[m + 7];
    }
    const length = Math.sqrt(x * x + y * y + z * z + w * w) || 1;
    x /= length;
    y /= length;
    z /= length;
    w /= length;
    dx /= length;
    dy /= length;
    dz /= length;
    dw /= length;
    const [px, py, pz] = [rest[o], rest[o + 1], rest[o + 2]];
    const tx = 2 * (y * pz - z * py);
    const ty = 2 * (z * px - x * pz);
    const tz = 2 * (x * py - y * px);
    out[o] = px + w * tx + y * tz - z * ty + 2 * (w * dx - dw * x + y * dz - z * dy);
    out[o + 1] = py + w * ty + z * tx - x * tz + 2 * (w * dy - dw * y + z * dx - x * dz);
    out[o + 2] = pz + w * tz + x * ty - y * tx + 2 * (w * dz - dw * z + x * dy - y * dx);
  }
  return out;
}
