/** Runs of binary rasters against work on their pixels. */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  labelRuns,
  paintRuns,
  pickRuns,
  type Runs,
  runComponents,
  runsOf,
  unset,
} from '../../../../src-main/engine/image/ops/runs.ts';
import type { Raster } from '../../../../src-main/engine/image/raster.ts';
import { binaries, binary } from './rasters.ts';

const runsIn = ({ data, width, height }: Raster<Uint8Array>) => runsOf(data, width, height);

function pixels(runs: Runs): number[] {
  const out = new Uint8Array(runs.width * runs.height);
  paintRuns(runs, out, 1);
  return [...out];
}

it('runs lie apart in each row and hold just the set pixels', () => {
  fc.assert(
    fc.property(binaries, (src) => {
      const { rows, starts, ends, height } = runsIn(src);
      for (let y = 0; y < height; y++)
        for (let r = rows[y]; r < rows[y + 1]; r++) {
          expect(ends[r]).toBeGreaterThan(starts[r]);
          if (r > rows[y]) expect(starts[r]).toBeGreaterThan(ends[r - 1]);
        }
      expect(pixels(runsIn(src))).toEqual([...src.data]);
      expect(pixels(unset(runsIn(src)))).toEqual(Array.from(src.data, (v) => 1 - v));
    }),
  );
});

it('picked and painted components hold the pixels with their labels', () => {
  fc.assert(
    fc.property(
      binaries,
      fc.constantFrom(4 as const, 8 as const),
      fc.integer(),
      (src, connectivity, seed) => {
        const runs = runsIn(src);
        const { name, count } = runComponents(runs, connectivity);
        const labels = labelRuns(runs, name);
        expect(Array.from(labels, (k) => (k > 0 ? 1 : 0))).toEqual([...src.data]);
        const wanted = Array.from({ length: count + 1 }, (_, k) => ((seed >> (k & 15)) & 1) === 1);
        const truth = Array.from(labels, (k) => (k > 0 && wanted[k] ? 1 : 0));
        expect(pixels(pickRuns(runs, name, wanted))).toEqual(truth);
        const cleared = src.data.slice();
        paintRuns(runs, cleared, 0, name, wanted);
        expect([...cleared]).toEqual(Array.from(src.data, (v, i) => v - truth[i]));
      },
    ),
  );
});

it('counts components in the order of their first pixels', () => {
  const runs = runsIn(binary(['.#.##', '....#', '##...']));
  const { name, area, box } = runComponents(runs, 4);
  expect([...name]).toEqual([1, 2, 2, 3]);
  expect(area).toEqual([0, 1, 3, 2]);
  expect(box[2]).toEqual({ x0: 3, y0: 0, x1: 5, y1: 2 });
});
