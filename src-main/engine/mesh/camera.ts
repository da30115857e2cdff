/** Cameras: from world metres to picture pixels. */

/**
 * Perspective camera. Space: metres, y up. The camera looks along its own -z with y up, so a point at camera-space z < 0 is
 * in front of it at distance -z.
 */
export interface Camera {
  width: number;
  height: number;
  /** Row-major 3 x 3 rotation from world to camera. */
  rotation: readonly number[];
  /** Camera position in the world, metres. */
  position: readonly [number, number, number];
  /** Focal length in pixels. */
  focal: number;
  /** Principal point, pixels. */
  centre: readonly [number, number];
}

/** Vertices on the picture plane of a camera or a light. */
export interface Projection {
  /** Pixels, x right, y down. */
  x: Float64Array;
  y: Float64Array;
  /**
   * Nearness, larger in front; linear over the picture across a flat triangle. Perspective: 1 / distance along the axis
   * (1/m), 0 for points that cannot be drawn because they are not in front of the camera. Parallel: minus the distance.
   */
  near: Float64Array;
  perspective: boolean;
}

/** Points closer to the camera than this (metres) are not drawn. */
export const NEAREST = 0.05;

/** Camera at `position` looking at `target`, both metres; `fov` is the vertical field of view in radians, `roll` turns it. */
export function lookAt(
  position: readonly [number, number, number],
  target: readonly [number, number, number],
  fov: number,
  width: number,
  height: number,
  roll = 0,
): Camera {
  let [bx, by, bz] = [position[0] - target[0], position[1] - target[1], position[2] - target[2]];
  const back = Math.hypot(bx, by, bz);
  [bx, by, bz] = [bx / back, by / back, bz / back];
  // right = up x back, with the world's y as up
  const flat = Math.hypot(bx, bz);
  const [rx, rz] = [bz / flat, -bx / flat];
  const [ux, uy, uz] = [by * rz, bz * rx - bx * rz, -by * rx];
  const c = Math.cos(roll);
  const s = Math.sin(roll);
  return {
    width,
    height,
    rotation: [
      c * rx + s * ux,
      s * uy,
      c * rz + s * uz,
      c * ux - s * rx,
      c * uy,
      c * uz - s * rz,
      bx,
      by,
      bz,
    ],
    position,
    focal: height / 2 / Math.tan(fov / 2),
    centre: [width / 2, height / 2],
  };
}

/** Projects `positions` (three numbers a point, metres) through a camera. */
export function project(positions: ArrayLike<number>, camera: Camera): Projection {
  const n = positions.length / 3;
  const out: Projection = {
    x: new Float64Array(n),
    y: new Float64Array(n),
    near: new Float64Array(n),
    perspective: true,
  };
  const r = camera.rotation;
  const [ox, oy, oz] = camera.position;
  const [cx, cy] = camera.centre;
  for (let i = 0; i < n; i++) {
    const px = positions[i * 3] - ox;
    const py = positions[i * 3 + 1] - oy;
    const pz = positions[i * 3 + 2] - oz;
    const d = -(r[6] * px + r[7] * py + r[8] * pz);
    if (!(d >= NEAREST)) continue;
    const scale = camera.focal / d;
    out.x[i] = cx + scale * (r[0] * px + r[1] * py + r[2] * pz);
    out.y[i] = cy - scale * (r[3] * px + r[4] * py + r[5] * pz);
    out.near[i] = 1 / d;
  }
  return out;
}

/** Unit direction in the world from the camera through picture point (x, y). */
export function rayThrough(camera: Camera, x: number, y: number): [number, number, number] {
  const r = camera.rotation;
  const a = (x - camera.centre[0]) / camera.focal;
  const b = -(y - camera.centre[1]) / camera.focal;
  const v = [r[0] * a + r[3] * b - r[6], r[1] * a + r[4] * b - r[7], r[2] * a + r[5] * b - r[8]];
  const l = Math.hypot(v[0], v[1], v[2]);
  return [v[0] / l, v[1] / l, v[2] / l];
}
