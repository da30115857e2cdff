import { describe, expect, it } from 'vitest';
import { mulberry32 } from '../../../src-main/engine/image/ops/signal.ts';
import { type Camera, lookAt, project, rayThrough } from '../../../src-main/engine/mesh/camera.ts';
import { barycentrics, blend2, blend3, rasterise } from '../../../src-main/engine/mesh/rasterise.ts';
import { buildScene, type Scene } from '../../../src-main/engine/mesh/scene.ts';
import { SAMPLES } from '../../../src-main/engine/mesh/shade.ts';
import { makeTexture } from '../../../src-main/engine/mesh/texture.ts';

/** Camera at the origin whose picture plane at one metre has one metre a pixel: pixel (x, y) is world (x, -y, -1). */
function flatCamera(width: number, height: number): Camera {
  return {
    width,
    height,
    rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    position: [0, 0, 0],
    focal: 1,
    centre: [0, 0],
  };
}

function sceneOf(positions: number[], triangles: number[], uvs?: number[]): Scene {
  return buildScene([
    {
      mesh: {
        positions: Float32Array.from(positions),
        triangles: Uint32Array.from(triangles),
        ...(uvs ? { uvs: Float32Array.from(uvs) } : {}),
      },
    },
  ]);
}

const draw = (scene: Scene, camera: Camera, offset?: readonly [number, number]) =>
  rasterise(scene, project(scene.positions, camera), camera.width, camera.height, offset);

describe('rasterise', () => {
  it('covers exactly the pixels whose centres a triangle holds', () => {
    // right angle at the picture's corner: centres with x + y < 4
    const scene = sceneOf([0, 0, -1, 0, -4, -1, 4, 0, -1], [0, 1, 2]);
    const seen = draw(scene, flatCamera(5, 5));
    const rows = Array.from({ length: 5 }, (_, y) =>
      [...seen.triangle.subarray(y * 5, y * 5 + 5)].map((t) => (t === 0 ? '#' : '.')).join(''),
    );
    // the long edge runs through centres: it is a right edge, and those belong to the neighbour
    expect(rows).toEqual(['###..', '##...', '#....', '.....', '.....']);
  });

  it.each([
    ['centres', [0.5, 0.5] as const],
    ...SAMPLES.four.map((o, i) => [`sample ${i}`, o] as [string, readonly [number, number]]),
  ])('gives every sample of a random fan to exactly one triangle: %s', (_, offset) => {
    const next = mulberry32(5);
    // a closed square cut at random points, some on sample positions, drawn one triangle at a time
    const size = 24;
    const grid: number[] = [];
    for (let j = 0; j <= 6; j++) {
      for (let i = 0; i <= 6; i++) {
        const border = i === 0 || j === 0 || i === 6 || j === 6;
        const shift = () => (border ? 0 : Math.round((next() - 0.5) * 4) / 2);
        grid.push(i * 4 + shift(), -(j * 4 + shift()), -1);
      }
    }
    const triangles: number[] = [];
    for (let j = 0; j < 6; j++) {
      for (let i = 0; i < 6; i++) {
        const a = j * 7 + i;
        triangles.push(a, a + 7, a + 1, a + 1, a + 7, a + 8);
      }
    }
    const count = new Uint8Array(size * size);
    for (let t = 0; t < triangles.length; t += 3) {
      const seen = draw(sceneOf(grid, triangles.slice(t, t + 3)), flatCamera(size, size), offset);
      seen.triangle.forEach((hit, i) => {
        if (hit >= 0) count[i]++;
      });
    }
    const wrong = [...count].filter((c) => c !== 1).length;
    // points moved by up to 1 of 4 pixels fold no triangle over, so the square is tiled once
    expect(wrong).toBe(0);
  });

  it('interpolates depth, normals and texture coordinates true to perspective', () => {
    const camera = lookAt([0.4, 1.5, 3], [0, 1, 0], 0.6, 64, 80, 0.1);
    // a sloping wall y = 1 + z with u = x, v = z
    const corner = (x: number, z: number): number[] => [x, 1 + z, z];
    const uv = (x: number, z: number): number[] => [x + 0.5, z + 0.5];
    const ends = [
      [-0.5, -0.5],
      [0.5, -0.5],
      [0.5, 0.5],
      [-0.5, 0.5],
    ];
    const scene = sceneOf(
      ends.flatMap(([x, z]) => corner(x, z)),
      [0, 1, 2, 0, 2, 3],
      ends.flatMap(([x, z]) => uv(x, z)),
    );
    const projection = project(scene.positions, camera);
    const seen = rasterise(scene, projection, 64, 80);
    const b = new Float64Array(3);
    let hits = 0;
    for (let i = 0; i < seen.triangle.length; i++) {
      const t = seen.triangle[i];
      if (t < 0) continue;
      hits++;
      const [px, py] = [(i % 64) + 0.5, Math.floor(i / 64) + 0.5];
      barycentrics(scene, seen.projection, t, px, py, b);
      // where the ray meets the plane y = 1 + z
      const d = rayThrough(camera, px, py);
      const o = camera.position;
      const s = (1 + o[2] - o[1]) / (d[1] - d[2]);
      const [x, z] = [o[0] + s * d[0], o[2] + s * d[2]];
      expect(blend2(scene.uvs, scene.triangles, t, b, 0)).toBeCloseTo(x + 0.5, 4);
      expect(blend2(scene.uvs, scene.triangles, t, b, 1)).toBeCloseTo(z + 0.5, 4);
      expect(blend3(scene.positions, scene.triangles, t, b, 0)).toBeCloseTo(x, 4);
      const r = camera.rotation;
      const depth = -s * (r[6] * d[0] + r[7] * d[1] + r[8] * d[2]);
      expect(1 / seen.near[i]).toBeCloseTo(depth, 3);
      // seen from above the slope's normal is (0, 1, -1) or its opposite
      expect(Math.abs(blend3(scene.normals, scene.triangles, t, b, 1))).toBeCloseTo(Math.SQRT1_2, 5);
    }
    expect(hits).toBeGreaterThan(200);
  });

  it('shows the nearer surface whatever the order, and leaves out what is behind the camera', () => {
    const near = [0, 0, -1, 0, -8, -1, 8, 0, -1];
    const far = [0, 0, -2, 0, -32, -2, 32, 0, -2];
    const behind = [0, 0, 1, 0, -8, 1, 8, 0, 1];
    for (const order of [
      [near, far],
      [far, near],
    ]) {
      const scene = sceneOf([...behind, ...order.flat()], [0, 1, 2, 3, 4, 5, 6, 7, 8]);
      const seen = draw(scene, flatCamera(8, 8));
      expect(seen.triangle[0]).toBe(order[0] === near ? 1 : 2);
      expect(1 / seen.near[0]).toBeCloseTo(1, 5);
      expect([...seen.triangle]).not.toContain(0);
    }
  });

  it('leaves holes where a cutout is transparent', () => {
    const picture = { width: 2, height: 1, channels: 4, data: Uint8Array.from([0, 0, 0, 255, 0, 0, 0, 0]) };
    const scene = buildScene([
      {
        mesh: {
          positions: Float32Array.from([0, 0, -1, 0, -8, -1, 8, 0, -1, 8, -8, -1]),
          triangles: Uint32Array.from([0, 1, 2, 2, 1, 3]),
          uvs: Float32Array.from([0, 0, 0, 1, 1, 0, 1, 1]),
        },
        cutout: { texture: makeTexture(picture, false), channel: 3 },
      },
    ]);
    const seen = draw(scene, flatCamera(8, 8));
    const row = [...seen.triangle.subarray(0, 8)].map((t) => t >= 0);
    expect(row).toEqual([true, true, true, true, false, false, false, false]);
  });
});
