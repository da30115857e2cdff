/** Dressing a body in layers. */

import { expect, it } from 'vitest';
import { averageShape, dressBody } from '../../../src-main/engine/body/index.ts';
import { vertexAt } from '../../../src-main/engine/body/tape.ts';
import type { TriangleMesh } from '../../../src-main/engine/mesh/triangle-mesh.ts';
import { cross, length, sub } from '../../../src-main/engine/mesh/vector.ts';
import { testBody } from './load.ts';

const body = testBody();
const piece = (name: string) => body.pieces.find((p) => p.name === name)!;

/** Square metres. */
function area({ positions: p, triangles: t }: TriangleMesh): number {
  let sum = 0;
  for (let i = 0; i < t.length; i += 3) {
    const [a, b, c] = [0, 1, 2].map((k) => vertexAt(p, t[i + k]));
    sum += length(cross(sub(b, a), sub(c, a))) / 2;
  }
  return sum;
}

it('keeps cloth outside the skin and leaves covered skin out', () => {
  const rest = body.shape({ ...averageShape(0), weight: 0.9 });
  const posed = body.pose(rest, body.standingPose(rest));
  const dressed = dressBody(body, rest, posed, [piece('jeansWomen'), piece('teeWomen'), piece('hairLong')]);
  expect(dressed.layers.map((layer) => layer.piece.name)).toEqual(['jeansWomen', 'teeWomen', 'hairLong']);
  const field = body.fields(posed);
  const out = new Float64Array(4);
  for (const { mesh, piece: of } of dressed.layers.slice(0, 2)) {
    let inside = 0;
    for (let v = 0; v < mesh.positions.length; v += 3) {
      field.exact(mesh.positions[v], mesh.positions[v + 1], mesh.positions[v + 2], out);
      if (out[0] < -0.002) inside++;
    }
    expect(inside / (mesh.positions.length / 3), of.name).toBeLessThan(0.03);
  }
  // trousers and a tee hide a good part of the body, but never the face
  expect(area(dressed.skin)).toBeLessThan(area(posed.mesh) * 0.75);
  let crown = 0;
  for (let i = 1; i < dressed.skin.positions.length; i += 3)
    crown = Math.max(crown, dressed.skin.positions[i]);
  const [, y] = body.restPoint(rest, 'crown');
  expect(crown).toBeGreaterThan(y - 0.05);
});

it('does not change the body or its pieces', () => {
  const rest = body.shape(averageShape(1));
  const posed = body.pose(rest, body.standingPose(rest));
  const before = posed.vertices.slice();
  const first = dressBody(body, rest, posed, [piece('teeMen')]);
  const again = dressBody(body, rest, posed, [piece('teeMen')]);
  expect(posed.vertices).toEqual(before);
  expect(again.layers[0].mesh.positions).toEqual(first.layers[0].mesh.positions);
});
