import { expect, it } from 'vitest';
import { clipTriangles, cutValues } from '../../../src-main/engine/studio/clip.ts';

it('cuts a square along a straight line and keeps exactly the part where the field is positive', () => {
  const positions = [0, 0, 2, 0, 2, 2, 0, 2];
  const triangles = Uint32Array.from([0, 1, 2, 0, 2, 3]);
  // keep x + y < 3: all but the corner at (2, 2)
  const field = [3, 1, -1, 1];
  const cut = clipTriangles(triangles, field);
  const at = cutValues(cut, positions, 2);
  let area = 0;
  for (let t = 0; t < cut.triangles.length; t += 3) {
    const [a, b, c] = [0, 1, 2].map((k) => cut.triangles[t + k] * 2);
    area += ((at[b] - at[a]) * (at[c + 1] - at[a + 1]) - (at[c] - at[a]) * (at[b + 1] - at[a + 1])) / 2;
  }
  expect(area).toBeCloseTo(3.5, 6);
  for (let i = 0; i < at.length; i += 2) expect(at[i] + at[i + 1]).toBeLessThanOrEqual(3 + 1e-6);
  // the two triangles share their cut edge's end on the diagonal
  expect(cut.a.length).toBe(6);
});
